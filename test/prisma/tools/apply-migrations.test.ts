import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { applyMigrations } from '../../../prisma/tools/apply-migrations.ts';
import { readMigrations } from '../../../prisma/tools/read-migrations.ts';
import { createScratchDatabase } from '../../../prisma/tools/scratch-database.ts';

const LOCKFILE = 'provider = "postgresql"\n';
const migrationsOf = (...sql: string[]) => ({
  directory: 'migrations',
  lockfile: LOCKFILE,
  migrations: sql.map((text, index) => ({ name: `2020010100000${index}_step`, sql: text })),
});

test('processes that migrate at the same time take turns: each migration is applied once', async () => {
  await using scratch = await createScratchDatabase(inject('databaseUrl'));
  const runs = await Promise.all(Array.from({ length: 4 }, () => applyMigrations({ databaseUrl: scratch.url })));
  const { migrations } = await readMigrations();
  expect(runs.flat().toSorted()).toEqual(migrations.map(({ name }) => name));
  expect(await query(scratch.url, 'SELECT count(*)::int AS rows FROM _prisma_migrations')).toEqual([{ rows: migrations.length }]);
});

test('a later migration is applied to a database that has the earlier ones', async () => {
  await using scratch = await createScratchDatabase(inject('databaseUrl'));
  const first = 'CREATE TABLE numbers (value integer);';
  await applyMigrations({ databaseUrl: scratch.url, migrations: migrationsOf(first) });
  const second = 'INSERT INTO numbers VALUES (1); INSERT INTO numbers VALUES (2);';
  const applied = await applyMigrations({ databaseUrl: scratch.url, migrations: migrationsOf(first, second) });
  expect(applied).toEqual(['20200101000001_step']);
  expect(await query(scratch.url, 'SELECT value FROM numbers ORDER BY value')).toEqual([{ value: 1 }, { value: 2 }]);
});

test('semicolons inside a function body do not cut a migration in pieces', async () => {
  await using scratch = await createScratchDatabase(inject('databaseUrl'));
  const sql = "CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 'hello; you'; END $$;";
  await applyMigrations({ databaseUrl: scratch.url, migrations: migrationsOf(sql) });
  expect(await query(scratch.url, 'SELECT greet()')).toEqual([{ greet: 'hello; you' }]);
});

test('a faulty migration leaves nothing behind, says what PostgreSQL says, and stands in the way of the next run', async () => {
  await using scratch = await createScratchDatabase(inject('databaseUrl'));
  const faulty = migrationsOf('CREATE TABLE half (value integer); INSERT INTO nowhere VALUES (1);');
  await expect(applyMigrations({ databaseUrl: scratch.url, migrations: faulty })).rejects.toThrow(/nowhere/);
  expect(await query(scratch.url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  await expect(applyMigrations({ databaseUrl: scratch.url, migrations: faulty })).rejects.toThrow(/failed/);
});

test('the database can compare spellings, in any alphabet', async () => {
  await using scratch = await createScratchDatabase(inject('databaseUrl'));
  await applyMigrations({ databaseUrl: scratch.url });
  const [row] = await query(scratch.url, "SELECT unaccent('Élan') AS plain, similarity('молоко', 'молока') AS near");
  expect(row).toMatchObject({ plain: 'Elan' });
  expect(row?.['near']).toBeGreaterThan(0.4);
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
