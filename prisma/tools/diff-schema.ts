import { applyMigrations } from './apply-migrations.ts';
import type { Migrations } from './read-migrations.ts';
import { openSchemaEngine } from './schema-engine.ts';
import { createScratchDatabase } from './scratch-database.ts';

/**
 * What the migrations lack to make the tables of a schema.prisma: replays them on a scratch database and compares.
 * @returns SQL, or null when nothing is missing.
 */
export async function diffSchema(options: { databaseUrl: string; schema: string; migrations: Migrations }): Promise<string | null> {
  await using scratch = await createScratchDatabase(options.databaseUrl);
  await applyMigrations({ databaseUrl: scratch.url, migrations: options.migrations });
  await using engine = await openSchemaEngine(scratch.url, options.schema);
  return await engine.diffDatabase(options.schema);
}
