import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, dayOf } from '../../../server/downloads/counting-window.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestEpisode, createTestShow } from './counting-environment.ts';

const TODAY = dayOf(new Date());
const YESTERDAY = addDays(TODAY, -1);
const LONG_AGO = addDays(TODAY, -20);
const HOSTILE_TITLE = '=HYPERLINK("http://evil.example","x"), "quoted"\nand on';

let environment: TestEnvironment;
let server: TestServer;
let owner: TestAccount;
let first: string;
let second: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  owner = await createTestAccount(environment, { scope: 'READ' });
  const { database } = environment;
  const showId = await createTestShow(database, owner.accountId, 'numbers');
  await database.showSlug.create({ data: { slug: 'old-numbers', showId } });
  first = await createTestEpisode(database, showId, { title: HOSTILE_TITLE });
  second = await createTestEpisode(database, showId);
  const neighbour = await createTestEpisode(database, await createTestShow(database, owner.accountId, 'neighbours'));

  const open = (day: string, episodeId: string, listener: string, app: string, country: string) => ({
    day: new Date(day),
    episodeId,
    listener,
    app,
    device: 'Apple iPhone',
    country,
  });
  await database.download.createMany({
    data: [
      open(TODAY, first, 'a', 'Overcast', 'NZ'),
      open(TODAY, first, 'b', 'Overcast', 'DE'),
      open(TODAY, second, 'a', 'Overcast', 'NZ'),
      open(YESTERDAY, first, 'c', 'Castro', 'NZ'),
      open(TODAY, neighbour, 'a', 'Overcast', 'NZ'),
    ],
  });
  const closed = { day: new Date(LONG_AGO), device: 'Android Phone', country: 'FR' };
  await database.downloadTotal.createMany({
    data: [
      { ...closed, episodeId: first, app: 'AntennaPod', downloads: 100 },
      { ...closed, episodeId: second, app: '+danger', downloads: 5 },
      { ...closed, day: new Date(addDays(TODAY, -60)), episodeId: first, app: 'AntennaPod', downloads: 1_000 },
    ],
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const ask = (query = '', { token = owner.token, slug = 'numbers', suffix = '' }: { token?: string; slug?: string; suffix?: string } = {}) =>
  requestJson(`${server.url}/api/shows/${slug}/downloads${suffix}${query}`, { token });

test('downloads of the last thirty days by day, open and closed ones together, with the window that was counted in', async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(body).toEqual({
    window: 'calendar-day-utc',
    from: addDays(TODAY, -29),
    to: TODAY,
    total: 109,
    rows: [
      { day: LONG_AGO, downloads: 105 },
      { day: YESTERDAY, downloads: 1 },
      { day: TODAY, downloads: 3 },
    ],
  });
});

test('they are told apart by episode, app, device and country, and by several of them', async () => {
  const episodes = (await ask('?by=episode')).body.rows;
  expect(episodes).toEqual([
    { episode: { id: first, slug: first, title: HOSTILE_TITLE }, downloads: 103 },
    { episode: { id: second, slug: second, title: 'An episode' }, downloads: 6 },
  ]);
  expect((await ask('?by=app')).body.rows).toEqual([
    { app: 'AntennaPod', downloads: 100 },
    { app: '+danger', downloads: 5 },
    { app: 'Overcast', downloads: 3 },
    { app: 'Castro', downloads: 1 },
  ]);
  expect((await ask('?by=device')).body.rows).toEqual([
    { device: 'Android Phone', downloads: 105 },
    { device: 'Apple iPhone', downloads: 4 },
  ]);
  const both = (await ask(`?by=country,day&from=${YESTERDAY}`)).body;
  expect(both.total).toBe(4);
  expect(both.rows).toEqual([
    { day: YESTERDAY, country: 'NZ', downloads: 1 },
    { day: TODAY, country: 'NZ', downloads: 2 },
    { day: TODAY, country: 'DE', downloads: 1 },
  ]);
});

test('one episode, other days, and a slug of before', async () => {
  expect((await ask(`?episode=${second}`)).body.total).toBe(6);
  expect((await ask(`?from=${addDays(TODAY, -90)}`)).body.total).toBe(1109);
  expect((await ask(`?from=${addDays(TODAY, -90)}&to=${addDays(TODAY, -30)}`)).body.total).toBe(1000);
  expect((await ask('', { slug: 'old-numbers' })).body.total).toBe(109);
  expect((await ask(`?to=${addDays(TODAY, -100)}`)).body).toMatchObject({ total: 0, rows: [] });
});

test('CSV is what spreadsheets read, and runs nothing in them', async () => {
  const answer = await ask('?by=episode,app', { suffix: '.csv' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="numbers-downloads-${addDays(TODAY, -29)}-${TODAY}.csv"`);
  const title = `"'=HYPERLINK(""http://evil.example"",""x""), ""quoted""\nand on"`;
  const counted = [
    `${first},${title},AntennaPod,100,calendar-day-utc`,
    `${second},An episode,'+danger,5,calendar-day-utc`,
    `${first},${title},Overcast,2,calendar-day-utc`,
  ];
  // Of equal count, by the episodes' ids, which are random.
  const once = [`${first},${title},Castro,1,calendar-day-utc`, `${second},An episode,Overcast,1,calendar-day-utc`].sort();
  expect(answer.body).toBe(['episode_id,episode_title,app,downloads,window', ...counted, ...once, ''].join('\r\n'));
});

test.each([
  '?by=listener',
  '?by=',
  '?by=day,',
  '?from=yesterday',
  '?from=2026-02-30',
  '?from=2026-11-20&to=2026-11-19',
  '?from=2025-01-01&to=2026-11-20',
])('%s is refused', async (query) => {
  expect((await ask(query)).status).toBe(400);
  expect((await ask(query, { suffix: '.csv' })).status).toBe(400);
});

test('numbers are for the owner and for administrators', async () => {
  const other = await createTestAccount(environment);
  const administrator = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  for (const suffix of ['', '.csv']) {
    expect((await ask('', { token: other.token, suffix })).status).toBe(403);
    expect((await ask('', { token: administrator.token, suffix })).status).toBe(200);
    expect((await ask('', { token: '', suffix })).status).toBe(401);
    expect((await ask('', { slug: 'unknown', suffix })).status).toBe(404);
  }
  expect((await ask('?episode=unknown')).status).toBe(404);
  await environment.database.show.update({ where: { slug: 'neighbours' }, data: { visibility: 'PRIVATE' } });
  expect((await ask('', { slug: 'neighbours', token: other.token })).status).toBe(404);
});
