import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment } from '../../support/environment.ts';
import { makeMedia, TONE } from '../../support/make-media.ts';
import { spawnRole } from '../../support/spawn-role.ts';
import { openOldHost } from './old-host.ts';
import { makeFeed, makeItem } from './sample-feed.ts';

const NAMES = ['d', 'c', 'b', 'a'];

test('a worker process that is killed in the middle of a download leaves no episode twice and none out', { timeout: 180_000 }, async () => {
  await using environment = await openTestEnvironment({ OUTBOUND_ALLOW: '127.0.0.0/8', WORKER_LOCK_SECONDS: '2' });
  await using host = await openOldHost();
  const { database } = environment;
  const { accountId } = await createTestAccount(environment);
  const mp3 = await readFile(await makeMedia(join(environment.directory, 'tone.mp3'), [...TONE, '-t', '1', '-c:a', 'libmp3lame']));
  for (const name of NAMES) host.put(`/${name}.mp3`, mp3, 'audio/mpeg');
  host.put('/c.mp3', (_request, response) => response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(mp3.subarray(0, 1000)));
  host.put('/feed.xml', makeFeed(NAMES.map((name) => makeItem(name, `{HOST}/${name}.mp3`)).join('')));
  const id = createId();
  await database.feedImport.create({ data: { id, accountId, url: `${host.url}/feed.xml` } });

  await using first = await spawnRole('worker', environment);
  await vi.waitUntil(async () => host.asked.includes('/c.mp3') && (await database.importedItem.count({ where: { state: 'DONE' } })) > 0, {
    timeout: 60_000,
    interval: 20,
  });
  await first.kill();
  host.put('/c.mp3', mp3, 'audio/mpeg');
  await using _second = await spawnRole('worker', environment);
  await vi.waitUntil(async () => (await database.feedImport.findUniqueOrThrow({ where: { id } })).state === 'DONE', {
    timeout: 120_000,
    interval: 200,
  });

  const show = await database.show.findFirstOrThrow({
    include: { episodes: { orderBy: { createdAt: 'desc' }, include: { files: true, asset: true } } },
  });
  expect(show.visibility).toBe('PUBLIC');
  expect(show.episodes.map(({ guid }) => guid)).toEqual(NAMES);
  expect(show.episodes.every(({ files }) => files.some(({ kind, isCurrent }) => kind === 'MP3' && isCurrent))).toBe(true);
  const uploads = (await environment.objectStore.list('uploads/')).objects.map(({ key }) => key);
  expect(uploads.sort()).toEqual(show.episodes.map(({ asset }) => asset?.sourceKey ?? '').sort());
});
