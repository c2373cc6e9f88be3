import { describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import { expectCode, PLAIN, readWhole } from './store-expectations.ts';

export function describePresigned(store: () => ObjectStore): void {
  describe('presigned URLs', () => {
    test('read an object by plain fetch, ranges too, and that object alone', async () => {
      await store().put('presigned/get', 'signed bytes', PLAIN);
      await store().put('presigned/other', 'others', PLAIN);
      const url = await store().presignGet('presigned/get', 60);
      expect(await (await fetch(url)).text()).toBe('signed bytes');
      const ranged = await fetch(url, { headers: { range: 'bytes=0-5' } });
      expect([ranged.status, await ranged.text()]).toEqual([206, 'signed']);
      expect((await fetch(url.replace('presigned/get', 'presigned/other'))).status).toBe(403);
      expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
    });

    test('write an object by plain fetch, with the headers that were agreed', async () => {
      const options = { contentType: 'image/jpeg', cacheControl: 'max-age=5' };
      const url = await store().presignPut('presigned/put', 60, options);
      const wrong = await fetch(url, {
        method: 'PUT',
        body: 'bytes',
        headers: { 'content-type': 'text/html', 'cache-control': 'max-age=5' },
      });
      expect(wrong.status).toBe(403);
      await expectCode(store().head('presigned/put'), 'not_found');
      const right = await fetch(url, {
        method: 'PUT',
        body: 'bytes',
        headers: { 'content-type': 'image/jpeg', 'cache-control': 'max-age=5' },
      });
      expect(right.status).toBe(200);
      expect(await readWhole(store(), 'presigned/put')).toMatchObject({ body: Buffer.from('bytes'), head: options });
    });

    test('expire', async () => {
      await store().put('presigned/short', 'x', PLAIN);
      const url = await store().presignGet('presigned/short', 1);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      expect((await fetch(url)).status).toBe(403);
    });
  });
}
