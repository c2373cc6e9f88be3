import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import { expectCode, listAll, PLAIN } from './store-expectations.ts';

export function describeListing(store: () => ObjectStore): void {
  describe('listing', () => {
    test('pages through 1,100 keys, each once, and deletes them all in one call', { timeout: 120_000 }, async () => {
      const keys = Array.from({ length: 1100 }, (_, index) => `many/${String(index).padStart(5, '0')}.m4s`);
      await inBatches(keys, (key) => store().put(key, key, PLAIN));
      const first = await store().list('many/');
      expect(first.objects).toHaveLength(1000);
      expect(first.nextCursor).not.toBeNull();
      expect(await listAll(store(), 'many/')).toEqual(keys);
      expect(await listAll(store(), 'many/', 333)).toEqual(keys);
      await store().deleteMany(keys);
      expect(await store().list('many/')).toEqual({ objects: [], nextCursor: null });
    });

    test('keys come in byte order, whatever stands beside a slash', async () => {
      const keys = [
        'order/Z',
        'order/a',
        'order/a!',
        'order/a-b',
        'order/a.b',
        'order/a/b',
        'order/a/b/c',
        'order/a0',
        'order/a_',
        'order/a~',
      ];
      await inBatches(keys.toReversed(), (key) => store().put(key, 'x', PLAIN));
      expect(await listAll(store(), 'order/')).toEqual(keys);
      for (const limit of [1, 2, 3]) expect(await listAll(store(), 'order/', limit)).toEqual(keys);
      expect(await listAll(store(), 'order/a')).toEqual(keys.slice(1));
      expect(await listAll(store(), 'order/a/')).toEqual(['order/a/b', 'order/a/b/c']);
    });

    test('each entry tells size and time', async () => {
      await store().put('told/a', '12345', PLAIN);
      const [object] = (await store().list('told/')).objects;
      expect(object).toMatchObject({ key: 'told/a', sizeBytes: 5 });
      expect(Math.abs((object?.lastModified.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    test('a list taken while others write and delete holds every key that stayed', async () => {
      const kept = Array.from({ length: 40 }, (_, index) => `busy/kept-${String(index).padStart(2, '0')}`);
      await inBatches(kept, (key) => store().put(key, 'x', PLAIN));
      let isOver = false;
      const writing = (async () => {
        for (let round = 0; !isOver; round += 1) {
          const key = `busy/passing-${round % 7}`;
          await store().put(key, 'x', PLAIN);
          await store().put(kept[round % kept.length] ?? key, `${round}`, PLAIN);
          await store().deleteMany([key]);
        }
      })();
      for (let round = 0; round < 10; round += 1) {
        const keys = await listAll(store(), 'busy/', 13);
        expect(keys.filter((key) => key.startsWith('busy/kept'))).toEqual(kept);
      }
      isOver = true;
      await writing;
    });

    test('an unknown prefix is an empty list; a cursor that no list gave out and a hostile prefix are refused', async () => {
      expect(await store().list('nothing/here')).toEqual({ objects: [], nextCursor: null });
      await expectCode(store().list('many/', { cursor: '???' }), 'bad_cursor');
      await expectCode(store().list('../'), 'bad_request');
      await expectCode(store().list('many/../../'), 'bad_request');
    });
  });
}

const AT_ONCE = 20;

async function inBatches(keys: readonly string[], action: (key: string) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < keys.length; start += AT_ONCE) await Promise.all(keys.slice(start, start + AT_ONCE).map(action));
}
