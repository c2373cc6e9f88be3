import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCHEMA_FILE = fileURLToPath(new URL('../schema.prisma', import.meta.url));
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../migrations', import.meta.url));

export interface Migrations {
  readonly directory: string;
  /** migration_lock.toml, which says for which kind of database the SQL was written. */
  readonly lockfile: string;
  /** In the order in which they are applied. */
  readonly migrations: readonly { readonly name: string; readonly sql: string }[];
}

/** Reads prisma/migrations, or a folder of the same shape: `{timestamp}_{name}/migration.sql`. */
export async function readMigrations(directory = MIGRATIONS_DIRECTORY): Promise<Migrations> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const read = async (name: string) => ({ name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') });
  return {
    directory,
    lockfile: await readFile(join(directory, 'migration_lock.toml'), 'utf8'),
    migrations: await Promise.all(names.toSorted().map(read)),
  };
}

export function readSchema(): Promise<string> {
  return readFile(SCHEMA_FILE, 'utf8');
}
