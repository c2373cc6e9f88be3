import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { type JsonAnswer, requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { insertAsset, insertFiles } from './insert-media.ts';

let environment: TestEnvironment;
let server: TestServer;
let owner: TestAccount;
let other: TestAccount;
let episodes: string;
let id: string;

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  server = await startTestServer(environment);
  owner = await createTestAccount(environment);
  other = await createTestAccount(environment);
  await requestJson(`${server.url}/api/shows`, { method: 'POST', token: owner.token, json: { title: 'Show', slug: 'show' } });
  episodes = `${server.url}/api/shows/show/episodes`;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const assetId = await insertAsset(environment, owner.accountId);
  const made = await requestJson(episodes, { method: 'POST', token: owner.token, json: { title: 'Episode', assetId, state: 'PUBLISHED' } });
  id = made.body.id;
  await insertFiles(environment, id);
});

const url = () => `${episodes}/${id}/chapters`;
const read = (token?: string) => requestJson(url(), { token });
async function put(body: string | Buffer, contentType: string, token = owner.token): Promise<JsonAnswer> {
  const response = await fetch(url(), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
const LINES = '00:00 Intro\n00:30 Middle <https://example.org/>\n';
const CHAPTERS = [
  { startSeconds: 0, title: 'Intro' },
  { startSeconds: 30, title: 'Middle', url: 'https://example.org/' },
];
const PSC =
  '<psc:chapters version="1.2"><psc:chapter start="0" title="Intro"/><psc:chapter start="30" title="Middle" href="https://example.org/"/></psc:chapters>';
const NAMESPACE = {
  version: '1.2.0',
  chapters: [
    { startTime: 0, title: 'Intro' },
    { startTime: 30, title: 'Middle', url: 'https://example.org/' },
  ],
};

test.each([
  ['application/json', JSON.stringify(CHAPTERS)],
  ['application/json; charset=utf-8', JSON.stringify({ chapters: CHAPTERS })],
  ['application/json+chapters', JSON.stringify(NAMESPACE)],
  ['text/plain', LINES],
  ['application/xml', PSC],
])('%s becomes the chapters, their document and work for feed and files', async (contentType, body) => {
  const before = await environment.database.episode.findUniqueOrThrow({ where: { id }, include: { show: true } });
  const answer = await put(body, contentType);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    chapters: CHAPTERS,
    url: expect.stringMatching(/\/media\/[a-z0-9]+\/[0-9a-f]{32}\.chapters\.json$/),
    areFromSource: false,
  });
  expect((await read()).body).toEqual(answer.body);

  const after = await environment.database.episode.findUniqueOrThrow({ where: { id }, include: { show: true } });
  expect([after.filesWanted - before.filesWanted, after.show.feedWanted - before.show.feedWanted]).toEqual([1, 1]);
  expect(after.chaptersFromSource).toBe(false);
  const stored = await environment.objectStore.get(objectKeys.episodeFile(id, after.chaptersFile ?? ''));
  if (stored.notModified) throw new Error('asked without a condition');
  expect(stored.head).toMatchObject({ contentType: 'application/json+chapters', cacheControl: 'public, max-age=31536000, immutable' });
  expect(JSON.parse(await text(stored.body))).toEqual(NAMESPACE);
});

test('what is refused says which chapter and changes nothing', async () => {
  await put(LINES, 'text/plain');
  const before = (await read()).body;
  const overlap = await put(
    JSON.stringify([
      { startSeconds: 0, endSeconds: 20, title: 'A' },
      { startSeconds: 10, title: 'B' },
    ]),
    'application/json',
  );
  expect(overlap.status).toBe(422);
  expect(overlap.body).toMatchObject({
    type: '/problems/chapters_refused',
    detail: expect.stringContaining('Chapter 1 ("A") ends at 00:00:20.000'),
  });
  const late = await put('00:00 A\n01:02 B', 'text/plain');
  expect(late.body.detail).toBe('Chapter 2 ("B") starts at 00:01:02.000, but the sound ends at 00:01:01.500.');
  expect((await put('A line', 'text/plain')).body.detail).toContain('Line 1');
  const foreign = await put(LINES, 'image/png');
  expect([foreign.status, foreign.body.detail]).toEqual([
    415,
    'The Content-Type of this body must be application/json, application/json+chapters, application/xml, text/xml, or text/plain.',
  ]);
  expect((await put('', 'text/plain')).status).toBe(400);
  expect((await put('0'.repeat(2 ** 20 + 1), 'text/plain')).status).toBe(413);
  expect((await read()).body).toEqual(before);
});

test('chapters are taken away, and those of the source do not come back', async () => {
  await put(LINES, 'text/plain');
  expect((await requestJson(url(), { method: 'DELETE', token: owner.token })).status).toBe(204);
  expect((await read()).body).toEqual({ chapters: [], url: null, areFromSource: false });
  expect(await environment.database.episode.findUnique({ where: { id } })).toMatchObject({ chaptersFile: null, chaptersFromSource: false });
  expect((await put('[]', 'application/json')).body.url).toBeNull();
});

test('only the owner writes; drafts are for the owner alone', async () => {
  expect((await put(LINES, 'text/plain', other.token)).status).toBe(403);
  expect((await requestJson(url(), { method: 'DELETE', token: other.token })).status).toBe(403);
  expect((await requestJson(url(), { method: 'DELETE' })).status).toBe(401);
  const admin = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  expect((await put(LINES, 'text/plain', admin.token)).status).toBe(200);
  await environment.database.episode.update({ where: { id }, data: { state: 'DRAFT' } });
  expect([(await read()).status, (await read(other.token)).status, (await read(owner.token)).status]).toEqual([404, 404, 200]);
});

test('the description of the API names the body’s types', async () => {
  const { body } = await requestJson(`${server.url}/api/openapi.json`);
  const { put: operation } = body.paths['/api/shows/{slug}/episodes/{id}/chapters'];
  expect(operation.responses['200'].content['application/json'].schema.$ref).toBe('#/components/schemas/EpisodeChapters');
});
