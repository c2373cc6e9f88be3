/** `npm run migrate`: brings the database in DATABASE_URL up to date. Safe to run on several machines at once. */
import { applyMigrations } from './apply-migrations.ts';

const databaseUrl = process.env['DATABASE_URL'];
if (!databaseUrl) {
  console.error('DATABASE_URL is missing: name the database to migrate, e.g. postgresql://user:password@host/rostrum');
  process.exit(2);
}

const applied = await applyMigrations({ databaseUrl });
console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`);
