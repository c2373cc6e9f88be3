import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantAccess } from '../../../standalone/token/grant-access.ts';
import type { TokenWish } from '../../../standalone/token/parse-token-wish.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const grant = (wish: Pick<TokenWish, 'holder'> & Partial<TokenWish>) =>
  grantAccess(environment.config.databaseUrl, server.url, { scope: null, name: 'command line', signIn: false, ...wish });
const whoIs = async (token: string) => (await requestJson(`${server.url}/api/me`, { token })).body;

test('each creator is somebody new, whose id is told', async () => {
  const [first, second] = [await grant({ holder: { role: 'CREATOR' } }), await grant({ holder: { role: 'CREATOR' } })];
  expect(first.accountId).not.toBe(second.accountId);
  expect(await whoIs(first.text)).toMatchObject({ id: first.accountId, role: 'CREATOR', scope: 'WRITE' });
});

test('an account that is there gets more tokens, and sign-in links, of its own', async () => {
  const { accountId } = await grant({ holder: { role: 'CREATOR' } });
  const again = await grant({ holder: { accountId }, scope: 'READ' });
  expect(await whoIs(again.text)).toMatchObject({ id: accountId, role: 'CREATOR', scope: 'READ' });
  const { text: link } = await grant({ holder: { accountId }, signIn: true });
  const json = { token: new URL(link).hash.slice(1) };
  const session = await requestJson(`${server.url}/api/auth/sessions`, { method: 'POST', json });
  expect(session.body).toMatchObject({ id: accountId, scope: 'WRITE' });
});

test("an administrator's account gets all scopes, as by the role", async () => {
  const { accountId } = await grant({ holder: { role: 'ADMIN' } });
  expect(await whoIs((await grant({ holder: { accountId } })).text)).toMatchObject({ id: accountId, scope: 'ADMIN' });
});

test('accounts that are not there or disabled, and scopes beyond the role, are refused', async () => {
  const { accountId } = await createTestAccount(environment);
  await expect(grant({ holder: { accountId }, scope: 'ADMIN' })).rejects.toThrow('for administrators alone');
  await expect(grant({ holder: { accountId: 'nobody' } })).rejects.toThrow('No account in use has the id nobody.');
  await environment.database.account.update({ where: { id: accountId }, data: { disabledAt: new Date() } });
  await expect(grant({ holder: { accountId } })).rejects.toThrow('No account in use');
});
