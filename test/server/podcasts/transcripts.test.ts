import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import type { TranscriptFiles } from '../../../core/podcasts/podcast-details.ts';
import { MAX_TRANSCRIPT_BYTES } from '../../../core/podcasts/transcripts/parse-transcript.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { measureLateness } from '../../support/measure-lateness.ts';
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

const url = (language = '') => `${episodes}/${id}/transcripts${language && `/${language}`}`;
const read = (language = '', token?: string) => requestJson(url(language), { token });
const remove = (language: string, token: string) => requestJson(url(language), { method: 'DELETE', token });
async function put(language: string, body: string | Uint8Array, contentType: string, token = owner.token): Promise<JsonAnswer> {
  const response = await fetch(url(language), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
    body: new Uint8Array(Buffer.from(body)),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const CUES = [
  { startSeconds: 1, endSeconds: 2.5, speaker: 'Anna', text: 'Hello & good evening.' },
  { startSeconds: 3, endSeconds: 4, text: 'Bye.' },
];
const VTT = 'WEBVTT\n\n00:01.000 --> 00:02.500\n<v Anna>Hello &amp; good evening.\n\n00:03.000 --> 00:04.000\nBye.\n';
const SRT = '1\r\n00:00:01,000 --> 00:00:02,500\r\nAnna: Hello & good evening.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye.';

test.each([
  ['text/vtt', VTT],
  ['application/x-subrip', SRT],
  ['application/srt; charset=utf-8', SRT],
  ['text/plain', SRT],
  ['text/plain', VTT],
  ['application/json', JSON.stringify(CUES)],
  ['application/json', JSON.stringify({ language: 'en', cues: CUES })],
])('%s becomes cues, four documents and work for the feed', async (contentType, body) => {
  const before = await environment.database.show.findUniqueOrThrow({ where: { slug: 'show' } });
  const answer = await put('en', body, contentType);
  expect([answer.status, answer.body.cues]).toEqual([200, CUES]);
  expect((await read('en')).body).toEqual(answer.body);
  const { cues: _, ...addresses } = answer.body;
  expect((await read()).body).toEqual({ items: [addresses] });
  const after = await environment.database.show.findUniqueOrThrow({ where: { slug: 'show' } });
  expect(after.feedWanted - before.feedWanted).toBe(1);
});

test('the documents lie in the store with their types, for good', async () => {
  await put('en', VTT, 'text/vtt');
  const row = await environment.database.transcript.findFirstOrThrow({ where: { episodeId: id } });
  const files = row.files as TranscriptFiles;
  const stored = await Promise.all(
    Object.entries(files).map(async ([format, fileName]) => {
      const found = await environment.objectStore.get(objectKeys.episodeFile(id, fileName));
      if (found.notModified) throw new Error('asked without a condition');
      expect(found.head.cacheControl).toContain('immutable');
      expect(await text(found.body)).toContain(format === 'srt' ? 'Anna: Hello & good evening.' : 'Anna');
      return [format, found.head.contentType];
    }),
  );
  expect(Object.fromEntries(stored)).toEqual({
    vtt: 'text/vtt; charset=utf-8',
    srt: 'application/x-subrip; charset=utf-8',
    json: 'application/json',
    html: 'text/html; charset=utf-8',
  });
});

test('a language has one transcript, however it is written', async () => {
  await put('pt-br', VTT, 'text/vtt');
  await put('pt-BR', SRT, 'text/plain');
  await put('en', VTT, 'text/vtt');
  const languages = (await read()).body.items.map(({ language }: { language: string }) => language);
  expect(languages).toEqual(['en', 'pt-BR']);
  expect((await read('PT-br')).status).toBe(200);
});

test('a language that does not exist is refused; a transcript that stands under one can be read and deleted', async () => {
  for (const language of ['no-such-language-at-all', 'zz', 'zz-zz-zz', 'xx-XX']) {
    const { status, body } = await put(language, VTT, 'text/vtt');
    expect([language, status, body.type]).toEqual([language, 400, '/problems/validation_failed']);
    expect(body.detail).toContain(`"${language}" is no language`);
  }
  await put('en', VTT, 'text/vtt');
  await environment.database.transcript.updateMany({ where: { episodeId: id }, data: { language: 'zz' } });
  expect((await read('zz')).status).toBe(200);
  expect((await remove('zz', owner.token)).status).toBe(204);
});

test('what is refused says its line and changes nothing', async () => {
  await put('en', VTT, 'text/vtt');
  const before = (await read('en')).body;
  const broken = await put('en', '1\n00:00:01,000 --> 00:00:02,500\nA\n\n2\n00:00:0x,000 --> 00:00:04,000\nB', 'application/srt');
  expect([broken.status, broken.body.type]).toEqual([422, '/problems/transcript_refused']);
  expect(broken.body.detail).toMatch(/^Line 6: /);
  expect((await put('en', SRT, 'text/vtt')).body.detail).toContain('begins with "WEBVTT"');
  const foreign = await put('en', VTT, 'image/png');
  expect([foreign.status, foreign.headers.get('accept')]).toEqual([
    415,
    'text/vtt, application/x-subrip, application/srt, application/json, text/plain',
  ]);
  expect(foreign.body.detail).toMatch(/must be text\/vtt, application\/x-subrip, .+ or text\/plain\.$/);
  expect((await put('en', '', 'text/vtt')).status).toBe(400);
  expect((await put('en', Buffer.alloc(MAX_TRANSCRIPT_BYTES + 1, '\n'), 'text/plain')).status).toBe(413);
  expect((await read('en')).body).toEqual(before);
});

test('a transcript is deleted once', async () => {
  await put('en', VTT, 'text/vtt');
  expect((await remove('en', owner.token)).status).toBe(204);
  expect((await remove('en', owner.token)).status).toBe(404);
  expect((await read('en')).status).toBe(404);
  expect((await read()).body).toEqual({ items: [] });
});

test('only the owner writes; drafts are for the owner alone', async () => {
  await put('en', VTT, 'text/vtt');
  expect((await put('en', VTT, 'text/vtt', other.token)).status).toBe(403);
  expect((await remove('en', other.token)).status).toBe(403);
  await environment.database.episode.update({ where: { id }, data: { state: 'DRAFT' } });
  expect([(await read('en')).status, (await read('', other.token)).status, (await read('en', owner.token)).status]).toEqual([
    404, 404, 200,
  ]);
});

test('hostile texts come through the database and back', async () => {
  const said = HOSTILE_TEXTS.filter(([name]) => name !== '300 KB');
  const cues = said.map(([, hostile], index) => ({ startSeconds: index, endSeconds: index + 1, text: hostile, speaker: hostile }));
  const answer = await put('en', JSON.stringify(cues), 'application/json');
  expect(answer.body.cues.map((cue: { text: string }) => cue.text)).toEqual(said.map(([, , survivor]) => survivor));
  expect((await read('en')).body.cues).toEqual(answer.body.cues);
});

describe('the longest transcript', () => {
  const CUES_ALLOWED = 40_000;
  const clock = (index: number) => new Date(index).toISOString().slice(11, 23);
  const longest = () => {
    const cues = Array.from(
      { length: CUES_ALLOWED },
      (_, index) => `${clock(index)} --> ${clock(index + 1)}\n<v ${index % 2}>${'&lt;'.repeat(12)}\n`,
    );
    return `WEBVTT\n\n${cues.join('\n')}`;
  };

  test('holds up nothing else, neither when it comes nor when it is read', async () => {
    const document = longest();
    let status = 0;
    const write = async () => {
      const response = await fetch(url('en'), {
        method: 'PUT',
        headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'text/vtt' },
        body: document,
      });
      await response.arrayBuffer();
      status = response.status;
    };
    expect(await measureLateness(write, 250)).toBeLessThan(250);
    expect(status).toBe(200);
    const readAll = async () => (await fetch(url('en'))).arrayBuffer();
    expect(await measureLateness(readAll, 250)).toBeLessThan(250);
    expect((await read('en')).body.cues).toHaveLength(CUES_ALLOWED);
  }, 60_000);

  test('is no longer for being hidden in one cue', async () => {
    const { status, body } = await put('en', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<v A>x'.repeat(200_000)}`, 'text/vtt');
    expect([status, body.type]).toEqual([422, '/problems/transcript_refused']);
  });
});

test('what is said after the end is refused with its line', async () => {
  const { status, body } = await put('en', 'WEBVTT\n\n01:03.600 --> 01:04.000\nToo late.', 'text/vtt');
  expect([status, body.detail]).toEqual([422, 'Line 3: the cue starts at 00:01:03.600, but the episode ends at 00:01:01.500.']);
  expect((await put('en', 'WEBVTT\n\n01:03.400 --> 01:04.000\nIn time.', 'text/vtt')).status).toBe(200);
});
