import { expect, test } from 'vitest';
import { hashToken } from '../../core/tokens.ts';
import { createTestAccount } from './create-account.ts';
import { openTestEnvironment } from './environment.ts';

test('two environments share neither rows, nor Redis keys, nor objects', async () => {
  await using one = await openTestEnvironment();
  await using other = await openTestEnvironment();
  await createTestAccount(one);
  await one.redis.set('key', 'one');
  await one.objectStore.put('uploads/a/source', 'bytes', { contentType: 'text/plain' });

  expect(await one.database.account.count()).toBe(1);
  expect(await other.database.account.count()).toBe(0);
  expect(await other.redis.get('key')).toBeNull();
  expect((await other.objectStore.list('')).objects).toEqual([]);
});

test('overrides reach the configuration, and a process of its own can be given the same variables', async () => {
  await using environment = await openTestEnvironment({ UPLOAD_MAX_BYTES: '1000' });
  expect(environment.config.uploads.maxBytes).toBe(1000);
  expect(environment.variables).toMatchObject({ UPLOAD_MAX_BYTES: '1000', DATABASE_URL: environment.config.databaseUrl });
});

test("a test account's token is found by its hash, with role and scope as asked", async () => {
  await using environment = await openTestEnvironment();
  const { accountId, token } = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  const row = await environment.database.token.findUniqueOrThrow({ where: { hash: hashToken(token) }, include: { account: true } });
  expect(row).toMatchObject({ accountId, kind: 'API', scope: 'ADMIN', account: { role: 'ADMIN' } });
});
