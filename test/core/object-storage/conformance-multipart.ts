import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { MINIMUM_PART_BYTES, type MultipartPart, type ObjectStore } from '../../../core/object-storage/object-store.ts';
import { expectCode, listAll, opened, PLAIN, readWhole } from './store-expectations.ts';

const LARGE_BYTES = 200 * 2 ** 20;
const PART_BYTES = 8 * 2 ** 20;
/** 400 MB pass through; what stays is a few parts in flight, and what a garbage collector leaves lying about. */
const RSS_GROWTH_BOUND = 160 * 2 ** 20;

export function describeMultipart(store: () => ObjectStore): void {
  describe('multipart', () => {
    test('200 MB arrive in parts and as one stream, byte for byte, in flat memory', { timeout: 180_000 }, async () => {
      const before = process.memoryUsage().rss;
      let highest = before;
      const watch = setInterval(() => {
        highest = Math.max(highest, process.memoryUsage().rss);
      }, 20);
      const id = await store().createMultipart('large/parts', { contentType: 'video/mp4', cacheControl: 'no-store' });
      const parts: MultipartPart[] = [];
      for (let number = 1; number * PART_BYTES <= LARGE_BYTES; number += 1) {
        parts.push(await store().putPart('large/parts', id, number, makePart(number)));
      }
      await store().completeMultipart('large/parts', id, parts);
      await store().put('large/stream', Readable.from(makeParts()), { contentType: 'video/mp4' });
      const [ofParts, ofStream] = [await hashOf(store(), 'large/parts'), await hashOf(store(), 'large/stream')];
      clearInterval(watch);

      const expected = createHash('sha256');
      for (const part of makeParts()) expected.update(part);
      const sha256 = expected.digest('hex');
      expect([ofParts, ofStream]).toEqual([sha256, sha256]);
      expect(await store().head('large/parts')).toMatchObject({
        sizeBytes: LARGE_BYTES,
        contentType: 'video/mp4',
        cacheControl: 'no-store',
      });
      expect(highest - before).toBeLessThan(RSS_GROWTH_BOUND);
      await store().deleteMany(['large/parts', 'large/stream']);
    });

    test('a part sent again replaces the first, in any order of arrival, and the last may be small', async () => {
      const id = await store().createMultipart('parts/replaced', PLAIN);
      const last = await store().putPart('parts/replaced', id, 3, Buffer.from('end'));
      const old = await store().putPart('parts/replaced', id, 1, fill('a'));
      const second = await store().putPart('parts/replaced', id, 2, fill('b', MINIMUM_PART_BYTES + 1));
      const first = await store().putPart('parts/replaced', id, 1, fill('c', MINIMUM_PART_BYTES + 7));
      expect(first.etag).not.toBe(old.etag);
      expect(await store().listParts('parts/replaced', id)).toEqual([first, second, last]);
      await expectCode(store().head('parts/replaced'), 'not_found');
      await expectCode(store().completeMultipart('parts/replaced', id, [old, second, last]), 'precondition_failed');
      await store().completeMultipart('parts/replaced', id, [first, second, last]);
      const { body } = await readWhole(store(), 'parts/replaced');
      expect(body.equals(Buffer.concat([fill('c', MINIMUM_PART_BYTES + 7), fill('b', MINIMUM_PART_BYTES + 1), Buffer.from('end')]))).toBe(
        true,
      );
    });

    test('parts of one size are joined as well when some were sent twice or backwards', async () => {
      const id = await store().createMultipart('parts/regular', PLAIN);
      const last = await store().putPart('parts/regular', id, 3, fill('z', MINIMUM_PART_BYTES - 9));
      const second = await store().putPart('parts/regular', id, 2, fill('b'));
      await store().putPart('parts/regular', id, 1, fill('x'));
      const first = await store().putPart('parts/regular', id, 1, fill('a'));
      expect(await store().putPart('parts/regular', id, 2, fill('b'))).toEqual(second);
      await store().completeMultipart('parts/regular', id, [first, second, last]);
      const { body } = await readWhole(store(), 'parts/regular');
      expect(body.equals(Buffer.concat([fill('a'), fill('b'), fill('z', MINIMUM_PART_BYTES - 9)]))).toBe(true);
    });

    test('completing again answers the same, and one small part is enough', async () => {
      const id = await store().createMultipart('parts/repeated', PLAIN);
      const parts = [await store().putPart('parts/repeated', id, 1, Buffer.from('small'))];
      const completed = await store().completeMultipart('parts/repeated', id, parts);
      expect(completed.etag).toMatch(/^"[^"]+"$/);
      expect(await store().completeMultipart('parts/repeated', id, parts)).toEqual(completed);
      expect((await store().head('parts/repeated')).etag).toBe(completed.etag);
      expect((await readWhole(store(), 'parts/repeated')).body.toString()).toBe('small');
    });

    test('parts too small in the middle are refused', async () => {
      const id = await store().createMultipart('parts/small', PLAIN);
      const parts = [
        await store().putPart('parts/small', id, 1, Buffer.from('a')),
        await store().putPart('parts/small', id, 2, Buffer.from('b')),
      ];
      await expectCode(store().completeMultipart('parts/small', id, parts), 'precondition_failed');
      await store().abortMultipart('parts/small', id);
    });

    test('an aborted upload leaves nothing, and aborting again is no error', async () => {
      const id = await store().createMultipart('parts/aborted', PLAIN);
      const parts = [await store().putPart('parts/aborted', id, 1, fill('a'))];
      await store().abortMultipart('parts/aborted', id);
      await store().abortMultipart('parts/aborted', id);
      await expectCode(store().listParts('parts/aborted', id), 'not_found');
      await expectCode(store().putPart('parts/aborted', id, 2, fill('b')), 'not_found');
      await expectCode(store().completeMultipart('parts/aborted', id, parts), 'not_found');
      expect(await listAll(store(), 'parts/aborted')).toEqual([]);
    });

    test('a multipart belongs to its key', async () => {
      const id = await store().createMultipart('parts/one', PLAIN);
      await expectCode(store().putPart('parts/other', id, 1, Buffer.from('x')), 'not_found');
      await expectCode(store().listParts('parts/other', id), 'not_found');
      await expectCode(store().listParts('parts/one', '../../etc'), 'not_found');
      await store().abortMultipart('parts/other', id);
      expect(await store().listParts('parts/one', id)).toEqual([]);
    });
  });
}

const fill = (letter: string, sizeBytes = MINIMUM_PART_BYTES) => Buffer.alloc(sizeBytes, letter);

/** Every part differs from the others, and from itself a byte further on. */
function makePart(number: number): Buffer {
  const part = Buffer.alloc(PART_BYTES, `part ${number} `);
  part.writeUInt32BE(number, 0);
  return part;
}

function* makeParts(): Generator<Buffer> {
  for (let number = 1; number * PART_BYTES <= LARGE_BYTES; number += 1) yield makePart(number);
}

async function hashOf(store: ObjectStore, key: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of opened(await store.get(key)).body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
