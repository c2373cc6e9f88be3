import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { ask, begin, type Client, expectProblem, makeFile, patch, TUS } from './tus-requests.ts';

describe('the quota of an account', () => {
  let environment: TestEnvironment;
  let server: TestServer;

  beforeAll(async () => {
    environment = await openTestEnvironment({ UPLOAD_QUOTA_BYTES: '1000' });
    server = await startTestServer(environment);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]();
  });

  const signUp = async (quotaBytes?: bigint): Promise<Client> => {
    const { token } = await createTestAccount(environment, quotaBytes === undefined ? {} : { quotaBytes });
    return { url: server.url, token };
  };
  const tryToBegin = (client: Client, sizeBytes: number) => ask(client, 'POST', '', { ...TUS, 'upload-length': String(sizeBytes) });

  it('is the one of the instance, or its own', async () => {
    await expectProblem(await tryToBegin(await signUp(), 1001), 413, 'quota_exceeded');
    await begin(await signUp(), 1000);
    await begin(await signUp(5000n), 5000);
    await expectProblem(await tryToBegin(await signUp(10n), 11), 413, 'quota_exceeded');
  });

  it('counts what is stored and what is under way, and nothing twice', async () => {
    const client = await signUp();
    const stored = await begin(client, 400);
    await patch(client, stored, 0, makeFile(400));
    await begin(client, 400);
    await expectProblem(await tryToBegin(client, 201), 413, 'quota_exceeded');
    await begin(client, 200);
  });

  it('has room again when an upload is ended or has expired', async () => {
    const client = await signUp();
    const id = await begin(client, 1000);
    await expectProblem(await tryToBegin(client, 1), 413, 'quota_exceeded');
    await ask(client, 'DELETE', `/${id}`);
    await begin(client, 1000);
  });

  it('cannot be overrun by asking many times at once', async () => {
    await using second = await startTestServer(environment);
    const client = await signUp();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => tryToBegin(index % 2 === 0 ? client : { ...client, url: second.url }, 300)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array(3).fill(201), ...Array(17).fill(413)]);
  });
});
