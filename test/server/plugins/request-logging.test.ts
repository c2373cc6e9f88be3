import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openLogger } from '../../../core/logger.ts';
import { createTokenText } from '../../../core/tokens.ts';
import { issueSignInLink } from '../../../server/accounts/issue-token.ts';
import { redactUrl } from '../../../server/plugins/request-logging.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer } from '../../support/start-test-server.ts';

function openCapturingLogger() {
  const lines: string[] = [];
  const target = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  return { lines, logger: openLogger('trace', 'server', target) };
}

test('no token of any kind lands in the log', async () => {
  await using environment = await openTestEnvironment();
  const { lines, logger } = openCapturingLogger();
  await using server = await startTestServer({ ...environment, logger });
  const { accountId, token } = await createTestAccount(environment);
  const link = await issueSignInLink(environment.database, { accountId, scope: 'WRITE', publicUrl: server.url });
  const signInToken = new URL(link).hash.slice(1);
  const wrongToken = createTokenText();
  const playbackToken = 'c2lnbmVkLXBsYXliYWNrLXRva2Vu.abcdef';

  const session = await requestJson(`${server.url}/api/auth/sessions`, { method: 'POST', json: { token: signInToken } });
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await requestJson(`${server.url}/api/auth/sessions`, { method: 'POST', json: { token: signInToken } });
  const created = await requestJson(`${server.url}/api/tokens`, { method: 'POST', token, json: { name: 'x', scope: 'READ' } });
  await requestJson(`${server.url}/api/me`, { headers: { cookie } });
  await requestJson(`${server.url}/api/me`, { token: wrongToken });
  await requestJson(`${server.url}/hls/0000000000000000/~${playbackToken}/master.m3u8`);
  await requestJson(`${server.url}/posters/0000000000000000/~${playbackToken}/v1.jpg`);
  await requestJson(`${server.url}/sign-in?token=${signInToken}`);

  const log = lines.join('');
  expect(lines.length).toBeGreaterThan(7);
  expect(log).toContain('/hls/0000000000000000/~[redacted]/master.m3u8');
  const secrets = { token, signInToken, wrongToken, playbackToken, created: created.body.token, session: cookie.split('=')[1] ?? '' };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(20);
    expect(log, name).not.toContain(secret);
  }
});

test('a line tells the request id, the method, the address, the status and the time', async () => {
  await using environment = await openTestEnvironment();
  const { lines, logger } = openCapturingLogger();
  await using server = await startTestServer({ ...environment, logger });
  const { headers } = await requestJson(`${server.url}/api/videos?limit=3`, { headers: { 'x-request-id': 'my-own-request-id' } });
  expect(headers.get('x-request-id')).toBe('my-own-request-id');
  const line = lines.map((text) => JSON.parse(text)).find((entry) => entry.msg === 'answered');
  expect(line).toMatchObject({
    reqId: 'my-own-request-id',
    statusCode: 200,
    req: { method: 'GET', url: '/api/videos?limit=3' },
    elapsedMs: expect.any(Number),
  });
});

test('a request id that could forge log lines is replaced', async () => {
  await using environment = await openTestEnvironment();
  await using server = await startTestServer(environment);
  const { headers } = await requestJson(`${server.url}/healthz`, { headers: { 'x-request-id': 'a b"c' } });
  expect(headers.get('x-request-id')).toMatch(/^[a-z0-9]{16}$/);
});

test('secrets in addresses are covered, the rest stays readable', () => {
  expect(redactUrl('/hls/abc/~tok.en/v1/720p/00001.m4s?x=1')).toBe('/hls/abc/~[redacted]/v1/720p/00001.m4s?x=1');
  expect(redactUrl('/a?token=t&next=/b&X-Amz-Signature=s')).toBe('/a?token=[redacted]&next=/b&X-Amz-Signature=[redacted]');
  expect(redactUrl('/api/videos?tag=~a')).toBe('/api/videos?tag=~a');
});
