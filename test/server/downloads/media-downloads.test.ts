import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { spawnServer } from '../uploads/spawn-server.ts';
import { ANTENNAPOD, countDownloads, createTestEpisode, createTestShow, OVERCAST } from './counting-environment.ts';

/** A minute of it is 20 MB: more than the kernel takes for a client that reads nothing. */
const FILE = { sizeBytes: 40_000_000, headBytes: 1_000, bitrateBps: 2_666_000 };
const MB = 1_000_000;
const NAME = 'f00dface.mp3';

let environment: TestEnvironment;
let episodeId: string;

beforeAll(async () => {
  environment = await openTestEnvironment({ TRUST_PROXY: 'true' });
  const { database, objectStore } = environment;
  const { accountId } = await createTestAccount(environment);
  episodeId = await createTestEpisode(database, await createTestShow(database, accountId, 'sent'), { files: [FILE] });
  await database.episodeFile.updateMany({ where: { episodeId }, data: { fileName: NAME } });
  const options = { contentType: 'audio/mpeg', cacheControl: 'public' };
  await objectStore.put(objectKeys.episodeFile(episodeId, NAME), Buffer.alloc(FILE.sizeBytes, 7), options);
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

interface Listening {
  readonly userAgent?: string;
  readonly range?: string;
  readonly method?: string;
  /** Leaves after so many bytes. */
  readonly patience?: number;
  readonly address?: string;
}

/** @returns the status. */
function listen(url: string, { userAgent = OVERCAST, range, method = 'GET', patience = Infinity, address = '203.0.113.7' }: Listening) {
  const headers = { 'user-agent': userAgent, 'x-forwarded-for': address, ...(range ? { range } : {}) };
  return new Promise<number | undefined>((resolve, reject) => {
    const sent = request(`${url}/media/${episodeId}/${NAME}`, { method, headers, agent: false }, (response) => {
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received >= patience) response.destroy();
      });
      response.once('close', () => resolve(response.statusCode));
    });
    sent.once('error', reject).end();
  });
}
const count = () => countDownloads(environment.database, [episodeId]);

test('what was really sent counts, through crashes of the server and its proper end', async () => {
  const today = new Date().toISOString().slice(0, 10);
  {
    await using server = await spawnServer(environment);
    // Impatient: each time the same beginning. Probing, asking for headers, being a bot: nothing.
    for (let attempt = 0; attempt < 4; attempt++) await listen(server.url, { address: '198.51.100.1', patience: MB });
    expect(await listen(server.url, { address: '198.51.100.2', range: 'bytes=0-1' })).toBe(206);
    expect(await listen(server.url, { address: '198.51.100.3', method: 'HEAD' })).toBe(200);
    expect(await listen(server.url, { address: '198.51.100.4', userAgent: 'curl/8.5.0' })).toBe(200);
    expect(await listen(server.url, { address: '198.51.100.5', range: 'bytes=50000000-' })).toBe(416);
    // One who takes all of it, one who takes the first half of a minute.
    expect(await listen(server.url, {})).toBe(200);
    expect(await listen(server.url, { userAgent: ANTENNAPOD, range: 'bytes=0-11999999' })).toBe(206);
    await expect.poll(count, { timeout: 5_000 }).toEqual({ [`${today} 0 Overcast`]: 1 });
    await sleep(1_000);
    await server.kill();
  }
  {
    await using server = await spawnServer(environment);
    expect(await listen(server.url, {})).toBe(200);
    expect(await listen(server.url, { userAgent: ANTENNAPOD, range: 'bytes=10000000-20999999' })).toBe(206);
    expect(await listen(server.url, { address: '2001:db8::1' })).toBe(200);
    expect(await listen(server.url, { address: '2001:db8::2' })).toBe(200);
    // Told to stop, it counts what waits.
    expect(await server.stop()).toBe(0);
  }
  expect(await count()).toEqual({ [`${today} 0 Overcast`]: 2, [`${today} 0 AntennaPod`]: 1 });
}, 120_000);
