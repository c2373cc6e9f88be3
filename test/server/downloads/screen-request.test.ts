import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCountryFinder } from '../../../server/downloads/find-country.ts';
import { hashListener, readListenerAddress } from '../../../server/downloads/identify-listener.ts';
import { createNetworkSet, readNetworkFile } from '../../../server/downloads/network-set.ts';
import { planThresholdBytes, planThresholdMs } from '../../../server/downloads/plan-threshold.ts';
import { type AskedBy, openScreeningRules, screenRequest } from '../../../server/downloads/screen-request.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { OVERCAST } from './counting-environment.ts';
import { writeGeoipFile } from './write-geoip-file.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const SAFARI = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15';

let environment: TestEnvironment;
const file = (name: string) => join(environment.directory, name);

beforeAll(async () => {
  environment = await openTestEnvironment();
  await writeGeoipFile(file('countries.mmdb'), { '203.0.113.0/24': 'NZ', '198.51.100.0/25': 'FR', '2001:db8:1::/48': 'DE' });
  await writeFile(file('data-centres.txt'), '# a cloud\n198.51.100.128/25\n\n2001:db8:ffff::/48  # another one\n');
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::'],
  ['::1', '0:0:0:0::'],
  ['fe80::1%eth0', 'fe80:0:0:0::'],
  ['203.0.113.7:80', null],
  ['127.1', null],
  ['unknown', null],
  ['', null],
])('of the address "%s", "%s" counts', (address, expected) => {
  expect(readListenerAddress(address)).toBe(expected);
});

test('a listener is an address and an agent under a salt, and nothing of them can be read', () => {
  const listener = hashListener('salt', '203.0.113.7', OVERCAST);
  expect(listener).toMatch(/^[\w-]{22}$/);
  expect(hashListener('salt', '203.0.113.7', OVERCAST)).toBe(listener);
  const others = [
    hashListener('other', '203.0.113.7', OVERCAST),
    hashListener('salt', '203.0.113.8', OVERCAST),
    hashListener('salt', '203.0.113.7', 'x'),
  ];
  expect(new Set([listener, ...others]).size).toBe(4);
});

test('a minute and the head make a download, or all of what is shorter', () => {
  const hour = { sizeBytes: 57_600_000, headBytes: 250_000, bitrateBps: 128_000 };
  expect(planThresholdBytes(hour)).toBe(250_000 + 960_000);
  expect(planThresholdBytes({ ...hour, sizeBytes: 1_000_000 })).toBe(1_000_000);
  expect(planThresholdBytes({ ...hour, bitrateBps: 0 })).toBe(57_600_000);
  expect(planThresholdMs(3_600_000)).toBe(60_000);
  expect(planThresholdMs(12_345)).toBe(12_345);
});

test('networks are told from their neighbours', () => {
  const networks = createNetworkSet(['10.0.0.0/8', '192.0.2.64/26', '2001:db8::/32', '203.0.113.9/32']);
  const inside = ['10.0.0.0', '10.255.255.255', '192.0.2.64', '192.0.2.127', '::ffff:10.1.2.3', '2001:db8:ffff::1', '203.0.113.9'];
  const outside = ['9.255.255.255', '11.0.0.0', '192.0.2.63', '192.0.2.128', '2001:db9::1', '203.0.113.8', 'nonsense', ''];
  expect(inside.filter((address) => !networks.has(address))).toEqual([]);
  expect(outside.filter((address) => networks.has(address))).toEqual([]);
  expect(createNetworkSet([]).has('10.0.0.1')).toBe(false);
});

test('a list of networks with a mistake in it is refused, with the line', async () => {
  await writeFile(file('wrong.txt'), '10.0.0.0/8\nten.0.0.0/8\n');
  await expect(readNetworkFile(file('wrong.txt'))).rejects.toThrow(/wrong\.txt, line 2/);
  await expect(readNetworkFile(file('missing.txt'))).rejects.toThrow(/ENOENT/);
});

test('countries come from the GeoIP file, and without one everybody is from nowhere', async () => {
  const find = await openCountryFinder(file('countries.mmdb'), environment.logger);
  expect(['203.0.113.7', '198.51.100.1', '198.51.100.200', '2001:db8:1:2::', '2001:db9::'].map(find)).toEqual([
    'NZ',
    'FR',
    'ZZ',
    'DE',
    'ZZ',
  ]);
  for (const path of [null, file('missing.mmdb'), file('data-centres.txt')]) {
    expect((await openCountryFinder(path, environment.logger))('203.0.113.7')).toBe('ZZ');
  }
});

test('requests are screened by agent, network and day, in one place', async () => {
  const { config, logger } = environment;
  const podcasts = { ...config.podcasts, geoipFile: file('countries.mmdb'), dataCentresFile: file('data-centres.txt') };
  const rules = await openScreeningRules({ podcasts }, logger);
  const screen = (asked: Partial<AskedBy>) =>
    screenRequest(rules, { at: NOW, remoteAddress: '2001:db8:1:2::9', userAgent: OVERCAST, referer: null, ...asked }, NOW);

  const listener = {
    day: '2026-11-20',
    address: '2001:db8:1:2::',
    userAgent: OVERCAST,
    app: 'Overcast',
    device: 'Apple iPhone',
    country: 'DE',
  };
  expect(screen({})).toEqual(listener);
  expect(screen({ referer: 'https://podcasts.apple.com/x' })).toEqual(listener);
  expect(screen({ userAgent: SAFARI, referer: 'https://podcasts.apple.com/x' })).toMatchObject({ app: 'Apple Podcasts' });
  expect(screen({ userAgent: SAFARI, referer: 'https://example.org/' })).toMatchObject({ app: 'Safari', device: 'Apple Computer' });
  expect(screen({ userAgent: 'curl/8.5.0' })).toBe('bot');
  expect(screen({ remoteAddress: '198.51.100.200' })).toBe('dataCentre');
  expect(screen({ remoteAddress: '2001:db8:ffff:1::1' })).toBe('dataCentre');
  expect(screen({ remoteAddress: 'unknown' })).toBe('unreadable');
  expect(screen({ at: new Date('2026-11-17T00:00:00Z') })).toMatchObject({ day: '2026-11-17' });
  expect(screen({ at: new Date('2026-11-16T23:59:59Z') })).toBe('closedDay');
  expect(screen({ at: new Date('2026-11-21T00:00:00Z') })).toBe('closedDay');
});
