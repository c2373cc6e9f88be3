import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, ERROR_KINDS } from '../../../core/errors.ts';
import { describeFaults, toAppError } from '../../../server/plugins/problem-details.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let token: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  ({ token } = await createTestAccount(environment));
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    headers: response.headers, // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
    problem: (await response.json()) as any,
  };
}

test('a body that is no JSON is malformed_json', async () => {
  const { status, type, problem, headers } = await post('/api/videos', '{"title": "half');
  expect(status).toBe(400);
  expect(type).toContain('application/problem+json');
  expect(problem).toMatchObject({ type: '/problems/malformed_json', title: ERROR_KINDS.malformed_json.title, status: 400 });
  expect(problem.instance).toBe(headers.get('x-request-id'));
});

test('an empty body is malformed_json too', async () => {
  expect((await post('/api/videos', '')).problem.type).toBe('/problems/malformed_json');
});

test('each fault of a body is told with a pointer to its field', async () => {
  const { status, problem } = await post('/api/videos', JSON.stringify({ visibility: 'SECRET', tags: ['a', 5], surprise: true }));
  expect(status).toBe(400);
  expect(problem.type).toBe('/problems/validation_failed');
  const pointers = problem.errors.map((fault: { pointer: string }) => fault.pointer);
  expect(pointers).toEqual(expect.arrayContaining(['/body/title', '/body/visibility', '/body/tags/1', '/body/surprise']));
  for (const { detail } of problem.errors) expect(detail).toMatch(/\w/);
});

test('a number for a text is refused, not turned into one', async () => {
  expect((await post('/api/videos', '{"title": 5}')).problem.errors).toEqual([{ pointer: '/body/title', detail: 'must be string' }]);
});

test('a fault in the query points there', async () => {
  const { status, body } = await requestJson(`${server.url}/api/videos?limit=1000`);
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ pointer: '/query/limit', detail: 'must be <= 100' }]);
});

test('a body larger than the limit is body_too_large', async () => {
  const { status, problem } = await post('/api/videos', JSON.stringify({ title: 'x'.repeat(300_000) }));
  expect(status).toBe(413);
  expect(problem.type).toBe('/problems/body_too_large');
});

test('a content type that is not ours is unsupported_media_type', async () => {
  const { status, problem } = await post('/api/videos', '<title/>', { 'content-type': 'application/xml' });
  expect(status).toBe(415);
  expect(problem.type).toBe('/problems/unsupported_media_type');
  expect(problem.detail).toBe('The Content-Type of this body must be application/json.');
});

test('text with half a character is refused, in names too; whole ones beyond the BMP are welcome', async () => {
  expect((await post('/api/videos', '{"title": "a\\ud800b"}')).problem.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', '{"title": "a", "tags": ["\\udc00\\ud800"]}')).problem.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', '{"title": "a", "\\ud800": 1}')).problem.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', '{"title": "\\ud83c\\udfac"}')).problem.title).toBe('\u{1f3ac}');
});

test('JSON that is nested without end is refused before anybody descends into it', async () => {
  const nest = (depth: number) => `{"title": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect((await post('/api/videos', nest(100_000))).problem.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', nest(65))).problem.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', nest(60))).problem.type).toBe('/problems/validation_failed');
});

test('text with U+0000, which the database cannot hold, is refused in bodies and addresses', async () => {
  expect((await post('/api/videos', '{"title": "a\\u0000b"}')).problem.type).toBe('/problems/bad_request');
  expect((await requestJson(`${server.url}/api/videos?tag=a%00b`)).body.type).toBe('/problems/bad_request');
  expect((await post('/api/videos', '{"title": "the text \\\\u0000 itself"}')).status).toBe(201);
});

test('an unknown id, an unknown address and a wrong token each have their code', async () => {
  const video = await requestJson(`${server.url}/api/videos/0000000000000000`);
  expect([video.status, video.body.type]).toEqual([404, '/problems/not_found']);
  const nowhere = await requestJson(`${server.url}/api/nowhere`);
  expect([nowhere.status, nowhere.body.type]).toEqual([404, '/problems/not_found']);
  const wrong = await requestJson(`${server.url}/api/me`, { token: 'rst_wrong' });
  expect([wrong.status, wrong.body.type]).toEqual([401, '/problems/unauthenticated']);
  expect(wrong.headers.get('www-authenticate')).toMatch(/^Bearer/);
});

test('a known address with another method says which ones it answers', async () => {
  const { status, body, headers } = await requestJson(`${server.url}/api/videos`, { method: 'PUT', token, json: {} });
  expect([status, body.type]).toEqual([405, '/problems/method_not_allowed']);
  expect(headers.get('allow')).toBe('GET, HEAD, POST');
});

test('the page of a problem explains it, and unknown ones do not exist', async () => {
  const { status, body } = await requestJson(`${server.url}/problems/bad_cursor`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ title: ERROR_KINDS.bad_cursor.title, status: 400 });
  expect((await requestJson(`${server.url}/problems/constructor`)).status).toBe(404);
});

test('a percent sign that escapes nothing is a bad request', async () => {
  const { status, body } = await requestJson(`${server.url}/api/videos/%zz`);
  expect([status, body.type]).toEqual([400, '/problems/bad_request']);
});

describe('what is thrown', () => {
  test('an unknown error becomes internal and keeps its cause for the log', () => {
    const cause = new Error('password=1234');
    const error = toAppError(cause);
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('1234');
    expect(error.cause).toBe(cause);
  });

  test('an AppError passes as it is', () => {
    const error = new AppError('conflict', 'Somebody was faster.');
    expect(toAppError(error)).toBe(error);
  });

  test("a field's name is escaped in its pointer", () => {
    const fault = {
      keyword: 'additionalProperties',
      instancePath: '/a',
      schemaPath: '',
      params: { additionalProperty: 'b/c~d' },
      message: 'no',
    };
    expect(describeFaults([fault], 'body')).toEqual([{ pointer: '/body/a/b~1c~0d', detail: 'no' }]);
  });
});

test('the text of our own faults stays with us', async () => {
  await using other = await startTestServer({ ...environment, database: breakDatabase(environment) });
  const { status, body } = await requestJson(`${other.url}/api/channels`);
  expect([status, body.type]).toEqual([500, '/problems/internal']);
  expect(JSON.stringify(body)).not.toContain('relation');
});

/** The real database, on which every raw query fails as it would with a table missing. */
function breakDatabase({ database }: TestEnvironment): TestEnvironment['database'] {
  return new Proxy(database, {
    get: (target, name) => (name === '$queryRaw' ? () => target.$queryRawUnsafe('SELECT * FROM "NoSuchTable"') : Reflect.get(target, name)),
  });
}
