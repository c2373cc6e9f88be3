import { buffer, text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import type { GetOptions, ObjectStore } from '../../../core/object-storage/object-store.ts';
import { expectCode, opened, PLAIN } from './store-expectations.ts';

export function describeReads(store: () => ObjectStore): void {
  beforeAll(async () => {
    await store().put('ranges/digits', '0123456789', PLAIN);
  });

  test.each<[string, NonNullable<GetOptions['range']>, string, { start: number; end: number }]>([
    ['both ends', { start: 2, end: 4 }, '234', { start: 2, end: 4 }],
    ['the first byte', { start: 0, end: 0 }, '0', { start: 0, end: 0 }],
    ['an open end', { start: 7 }, '789', { start: 7, end: 9 }],
    ['an end beyond the object', { start: 8, end: 99 }, '89', { start: 8, end: 9 }],
    ['a suffix', { suffixLength: 3 }, '789', { start: 7, end: 9 }],
    ['a suffix longer than the object', { suffixLength: 99 }, '0123456789', { start: 0, end: 9 }],
  ])('a range with %s gives those bytes', async (_, range, expected, resolved) => {
    const read = opened(await store().get('ranges/digits', { range }));
    expect(await text(read.body)).toBe(expected);
    expect(read.range).toEqual(resolved);
    expect(read.head.sizeBytes).toBe(10);
  });

  test.each<[string, NonNullable<GetOptions['range']>]>([
    ['begins after the last byte', { start: 10 }],
    ['lies beyond the object', { start: 20, end: 30 }],
    ['asks for the last zero bytes', { suffixLength: 0 }],
    ['ends before it begins', { start: 5, end: 4 }],
  ])('a range that %s is not satisfiable', async (_, range) => {
    await expectCode(store().get('ranges/digits', { range }), 'range_not_satisfiable');
  });

  test('no range of an empty object is satisfiable', async () => {
    await store().put('ranges/empty', '', PLAIN);
    await expectCode(store().get('ranges/empty', { range: { start: 0 } }), 'range_not_satisfiable');
  });

  test('reading can be aborted in the middle', async () => {
    await store().put('ranges/large', Buffer.alloc(20 * 2 ** 20), PLAIN);
    const abort = new AbortController();
    const read = opened(await store().get('ranges/large', { signal: abort.signal }));
    read.body.once('data', () => abort.abort());
    await expect(buffer(read.body)).rejects.toMatchObject({ name: 'AbortError' });
    expect(read.body.destroyed).toBe(true);
    await expect(store().get('ranges/large', { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
}

export function describeConditions(store: () => ObjectStore): void {
  test('If-None-Match gives the object only when it is another one', async () => {
    const { etag } = await store().put('conditions/a', 'a', PLAIN);
    expect(await store().get('conditions/a', { ifNoneMatch: etag })).toEqual({ notModified: true, etag });
    expect(opened(await store().get('conditions/a', { ifNoneMatch: '"other"' })).body.destroy()).toBeDefined();
  });

  test('If-Modified-Since gives the object only when it is newer, and yields to If-None-Match', async () => {
    await store().put('conditions/b', 'b', PLAIN);
    const { lastModified, etag } = await store().head('conditions/b');
    expect(await store().get('conditions/b', { ifModifiedSince: lastModified })).toEqual({ notModified: true, etag: expect.any(String) });
    const before = new Date(lastModified.getTime() - 60_000);
    opened(await store().get('conditions/b', { ifModifiedSince: before })).body.destroy();
    opened(await store().get('conditions/b', { ifModifiedSince: lastModified, ifNoneMatch: '"other"' })).body.destroy();
    expect(await store().get('conditions/b', { ifModifiedSince: before, ifNoneMatch: etag })).toMatchObject({ notModified: true });
  });

  test('If-Match refuses an object that has changed', async () => {
    const { etag } = await store().put('conditions/c', 'one', PLAIN);
    opened(await store().get('conditions/c', { ifMatch: etag })).body.destroy();
    await store().put('conditions/c', 'two', PLAIN);
    await expectCode(store().get('conditions/c', { ifMatch: etag }), 'precondition_failed');
  });
}
