/**
 * `npm run migration -- NAME`: writes the next migration, the SQL between what the migrations make and what
 * schema.prisma says. Needs a PostgreSQL for a scratch database: the one in DATABASE_URL, or one of its own.
 * Read the SQL before you commit it: a renamed column looks like one dropped and one added.
 */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPort } from '../../standalone/services/find-port.ts';
import { startPostgres } from '../../standalone/services/start-postgres.ts';
import { diffSchema } from './diff-schema.ts';
import { MIGRATIONS_DIRECTORY, readMigrations, readSchema } from './read-migrations.ts';

const name = process.argv[2];
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Name the migration in lower case, words joined by underscores: npm run migration -- add_subtitles');
  process.exit(2);
}

const databaseUrl = process.env['DATABASE_URL'];
const sql = databaseUrl ? await diff(databaseUrl) : await diffOnOwnServer();
if (sql === null) {
  console.log('The migrations already make what schema.prisma says; nothing was written.');
} else {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_DIRECTORY, `${timestamp}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  console.log(`Wrote ${join(folder, 'migration.sql')}`);
}

async function diff(serverUrl: string): Promise<string | null> {
  return diffSchema({ databaseUrl: serverUrl, schema: await readSchema(), migrations: await readMigrations() });
}

async function diffOnOwnServer(): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), 'rostrum-migration-'));
  // PostgreSQL may run as another user (standalone/services/service-user.ts), who has to pass here.
  await chmod(directory, 0o755);
  const postgres = await startPostgres({ directory, port: await findPort(0) });
  try {
    return await diff(postgres.url);
  } finally {
    await postgres.stop();
    await rm(postgres.directory, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  }
}
