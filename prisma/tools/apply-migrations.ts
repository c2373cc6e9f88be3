import pg from 'pg';
import { type Migrations, readMigrations, readSchema } from './read-migrations.ts';
import { openSchemaEngine } from './schema-engine.ts';

/** Any number will do, as long as nobody else locks it. */
const LOCK_KEY = 7_266_826;

/**
 * Brings a database up to date with prisma/migrations, as `prisma migrate deploy` does. Processes that start at the
 * same time take turns by an advisory lock; all but the first find nothing left to do.
 * @returns the names of the migrations that this call applied.
 */
export async function applyMigrations(options: { databaseUrl: string; migrations?: Migrations }): Promise<readonly string[]> {
  const migrations = options.migrations ?? (await readMigrations());
  const lock = new pg.Client({ connectionString: options.databaseUrl });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await using engine = await openSchemaEngine(options.databaseUrl, await readSchema());
    return await engine.applyMigrations(migrations);
  } finally {
    // The lock ends with its connection.
    await lock.end();
  }
}
