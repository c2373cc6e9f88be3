import { setInterval as ticks } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { openFeedReader } from '../../../transcoder/import/open-feed-reader.ts';
import { makeFeed, makeItem } from './sample-feed.ts';

vi.setConfig({ testTimeout: 120_000 });

const URL = 'https://old.example/a.mp3';
const HEAVY = Buffer.from(makeFeed(makeItem('a', URL, `<description>${'&amp;'.repeat(1_500_000)}</description>`)));
const NOW = new Date('2024-06-01T12:00:00Z');

test('pages are read in a thread, and say where the feed goes on', async () => {
  await using reader = openFeedReader();
  expect(await reader.readPage(Buffer.from(makeFeed(makeItem('b', URL), '<atom:link rel="next" href="?page=2"/>')), '')).toBe('?page=2');
  expect(await reader.readPage(Buffer.from(makeFeed(makeItem('a', `${URL}?a`))), '')).toBeNull();
  const { show, items } = await reader.finish(NOW);
  expect(show.title).toBe('Small');
  expect(items.map(({ guid }) => guid)).toEqual(['b', 'a']);
});

test('a fault of the feed comes out of the thread with its code', async () => {
  await using reader = openFeedReader();
  await expect(reader.readPage(Buffer.from('<html>'), '')).rejects.toMatchObject({
    code: 'feed_unreadable',
    message: expect.stringContaining('web page'),
  });
});

test('while a heavy feed is read this process goes on with its other work', async () => {
  await using reader = openFeedReader();
  const read = reader.readPage(HEAVY, '').then(() => reader.finish(NOW));
  let isOver = false;
  void read.finally(() => {
    isOver = true;
  });
  let ticked = 0;
  for await (const _ of ticks(20)) {
    if (isOver) break;
    ticked += 1;
  }
  expect((await read).items[0]?.description.length).toBe(500_000);
  // Reading it takes a second and more; where it blocked, hardly a tick would come through.
  expect(ticked).toBeGreaterThan(10);
});

test('a feed that takes more time or memory than there is for it is too large', async () => {
  await using slow = openFeedReader({ timeoutMs: 20, memoryMiB: 512 });
  await expect(slow.readPage(HEAVY, '')).rejects.toMatchObject({ code: 'feed_too_large', message: expect.stringContaining('too long') });
  await using small = openFeedReader({ timeoutMs: 110_000, memoryMiB: 60 });
  const elements = Buffer.from(makeFeed(makeItem('a', URL, '<a b="c"/>'.repeat(1_000_000))));
  await expect(small.readPage(elements, '')).rejects.toMatchObject({ code: 'feed_too_large', message: expect.stringContaining('memory') });
});
