import { expect, inject, test } from 'vitest';
import { diffSchema } from '../../../prisma/tools/diff-schema.ts';
import { readMigrations, readSchema } from '../../../prisma/tools/read-migrations.ts';

test('the sum of the migrations is schema.prisma', async () => {
  const missing = await diffSchema({ databaseUrl: inject('databaseUrl'), schema: await readSchema(), migrations: await readMigrations() });
  expect(missing, 'run `npm run migration -- NAME` and read what it wrote').toBeNull();
});

test('a field that no migration makes is noticed, and the SQL that makes it is given', async () => {
  const schema = (await readSchema()).replace('model Account {', 'model Account {\n  nickname String?');
  const missing = await diffSchema({ databaseUrl: inject('databaseUrl'), schema, migrations: await readMigrations() });
  expect(missing).toContain('ALTER TABLE "Account" ADD COLUMN     "nickname" TEXT');
});

test('a table that the schema no longer has is noticed too', async () => {
  const migrations = await readMigrations();
  const extra = { name: '29990101000000_extra', sql: 'CREATE TABLE "Extra" ("id" INTEGER PRIMARY KEY);' };
  const missing = await diffSchema({
    databaseUrl: inject('databaseUrl'),
    schema: await readSchema(),
    migrations: { ...migrations, migrations: [...migrations.migrations, extra] },
  });
  expect(missing).toContain('DROP TABLE "Extra"');
});
