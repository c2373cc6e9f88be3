/**
 * The only file that knows @prisma/schema-engine-wasm.
 *
 * Prisma's own CLI downloads a native engine from the internet before it migrates anything. The same engine compiled
 * to WebAssembly comes from npm, so migrations run offline, wherever `npm install` ran. It is an internal package of
 * Prisma without a stable interface: its version is pinned in package.json beside Prisma's, and changes only with it.
 *
 * Between engine and database stands Prisma's driver adapter for pg, which was written for queries, not for
 * migrations; `openAdapter` mends the two places where that matters.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import type { Migrations } from './read-migrations.ts';

export interface SchemaEngine extends AsyncDisposable {
  /** Applies what the database lacks, as `prisma migrate deploy` does. Gives the names of the migrations it applied. */
  applyMigrations(migrations: Migrations): Promise<readonly string[]>;
  /** The SQL that turns the database's tables into those of a schema.prisma; null when they are the same. */
  diffDatabase(schema: string): Promise<string | null>;
}

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** Opens the engine on one database; dispose it to close its connections. */
export async function openSchemaEngine(databaseUrl: string, schema: string): Promise<SchemaEngine> {
  await loadEngine();
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const files = [{ path: 'schema.prisma', content: schema }];
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const engine = await bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(openAdapter(pool)));
  return {
    async applyMigrations(migrations) {
      const output = await engine.applyMigrations({ migrationsList: toMigrationList(migrations), filters: NO_FILTERS });
      return output.appliedMigrationNames;
    },
    async diffDatabase(wanted) {
      const to = { tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content: wanted }] };
      const from = { tag: 'schemaDatasource' as const, files, configDir: '.' };
      const result = await engine.diff({ from, to, script: true, exitCode: true, filters: NO_FILTERS });
      return result.exitCode === 0 ? null : (result.stdout ?? '');
    },
    async [Symbol.asyncDispose]() {
      engine.free();
      await pool.end();
    },
  };
}

// TypeScript knows WebAssembly only together with the whole browser.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

let loading: Promise<void> | undefined;

// The engine tells here why it panicked, just before it throws a bare "unreachable".
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => process.stderr.write(`schema engine: ${message}\n`) },
});

/** Node cannot import a .wasm file as a module without a flag, so we do by hand what the package's entry file says. */
function loadEngine(): Promise<void> {
  loading ??= (async () => {
    const file = join(dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
    const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': { ...bindings } });
    bindings.__wbg_set_wasm(instance.exports);
    (instance.exports['__wbindgen_start'] as () => void)();
  })();
  return loading;
}

/** The oid of PostgreSQL's internal one-letter type "char". */
const OID_CHAR = 18;

/**
 * Prisma's adapter, mended twice. It cuts a script at every semicolon, which breaks function bodies and DO blocks:
 * PostgreSQL takes a whole script at once, in one transaction, and that is also what Prisma's native engine sends.
 * And it refuses the type "char", which is all over the catalog that the engine reads: those columns pass the adapter
 * as text, and reach the engine as characters.
 */
function openAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const letterColumns = passLettersAsText(pool);
  const factory = new PrismaPg(pool);
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      executeScript: (script: string) => pool.query(script).then(() => {}, throwDriverError),
      queryRaw: async (query: SqlQuery) => {
        const result = await queryRaw(query);
        for (const column of letterColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
        return result;
      },
    });
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    // Used only to replay migrations; we replay them on a database of our own (diff-schema.ts).
    connectToShadowDb: () => Promise.reject(new Error('the schema engine asked for a shadow database')),
  };
}

/** Makes the pool call "char" columns text. Gives, by a result's rows, the columns where it did. */
function passLettersAsText(pool: pg.Pool): WeakMap<object, number[]> {
  const letterColumns = new WeakMap<object, number[]>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryArrayResult>;
  const queryWithLetters = async (...args: unknown[]) => {
    const result = await query(...args);
    const letters = (result.fields ?? []).flatMap((field, column) => (field.dataTypeID === OID_CHAR ? [column] : []));
    for (const column of letters) Object.assign(result.fields[column] ?? {}, { dataTypeID: pg.types.builtins.TEXT });
    if (letters.length > 0) letterColumns.set(result.rows, letters);
    return result;
  };
  Object.assign(pool, { query: queryWithLetters });
  return letterColumns;
}

function throwDriverError(error: pg.DatabaseError): never {
  const { code = 'N/A', severity = 'N/A', message, detail, column, hint } = error;
  throw new DriverAdapterError({ kind: 'postgres', code, severity, message, detail, column, hint });
}

function toMigrationList({ directory, lockfile, migrations }: Migrations) {
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: lockfile },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
}
