import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderOpml } from '../../../server/podcasts/render-opml.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let creator: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  htmlEntities: true,
  isArray: (name) => name === 'outline',
});
const readOutlines = (opml: string): Record<string, string>[] => {
  expect(XMLValidator.validate(opml)).toBe(true);
  return parser.parse(opml).opml.body.outline ?? [];
};
const fetchOpml = (query = '', token?: string) => requestJson(`${server.url}/api/shows/opml${query}`, { token });

test('public feeds leave as OPML, the own ones alone where asked', async () => {
  const hostile = ']]> & <b> "quoted" \'single\' 👨‍👩‍👧';
  const shows = [
    [creator, { title: hostile, slug: 'hostile', description: 'About & more', language: 'de' }],
    [creator, { title: 'Hidden', visibility: 'PRIVATE' }],
    [creator, { title: 'Deleted' }],
    [other, { title: 'Theirs' }],
  ] as const;
  for (const [{ token }, json] of shows) await requestJson(`${server.url}/api/shows`, { method: 'POST', token, json });
  await requestJson(`${server.url}/api/shows/deleted`, { method: 'DELETE', token: creator.token });

  const { status, headers, body } = await fetchOpml();
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/x-opml; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="podcasts.opml"');
  expect(readOutlines(body).map(({ text }) => text)).toEqual(['Theirs', hostile]);
  expect(readOutlines((await fetchOpml('?mine=true', creator.token)).body)).toEqual([
    {
      text: hostile,
      type: 'rss',
      version: 'RSS2',
      title: hostile,
      description: 'About & more',
      language: 'de',
      xmlUrl: `${server.url}/podcasts/hostile/feed.xml`,
      htmlUrl: `${server.url}/podcasts/hostile`,
    },
  ]);
  expect((await fetchOpml('?mine=true')).status).toBe(401);
});

test('nobody has a show: that is OPML too', () => {
  const opml = renderOpml('Nothing', [], new Date(0));
  expect(XMLValidator.validate(opml)).toBe(true);
  expect(opml).toContain('<dateCreated>Thu, 01 Jan 1970 00:00:00 GMT</dateCreated>');
});
