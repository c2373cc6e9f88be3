import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import { describeListing } from './conformance-listing.ts';
import { describeMultipart } from './conformance-multipart.ts';
import { describePresigned } from './conformance-presigned.ts';
import { describeConditions, describeReads } from './conformance-reads.ts';
import { expectCode, PLAIN, readWhole } from './store-expectations.ts';

/** A store of its own for one suite; dispose it to delete everything in it. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: ObjectStore;
}

export interface ConformanceOptions {
  readonly open: () => Promise<StoreUnderTest>;
  /** Whether presigned URLs answer by themselves; a folder's need the server (test/server/playback). */
  readonly answersPresignedUrls: boolean;
}

/** What every object store has to do, whatever it is made of. */
export function describeObjectStore(name: string, options: ConformanceOptions): void {
  describe(name, () => {
    let opened: StoreUnderTest;
    const store = () => opened.store;
    beforeAll(async () => {
      opened = await options.open();
    });
    afterAll(() => opened[Symbol.asyncDispose]());

    describeBodies(store);
    describeReads(store);
    describeConditions(store);
    describeKeys(store);
    describeListing(store);
    describeMultipart(store);
    if (options.answersPresignedUrls) describePresigned(store);
  });
}

function describeBodies(store: () => ObjectStore): void {
  test.each([
    ['a string', () => 'Grüße, 世界'],
    ['bytes', () => Buffer.from('Grüße, 世界')],
    ['a stream', () => Readable.from([Buffer.from('Grüße, '), Buffer.from('世界')])],
  ])('%s is stored and read back with what describes it', async (_, body) => {
    const stored = await store().put('bodies/a.txt', body(), { contentType: 'text/plain; charset=utf-8', cacheControl: 'max-age=7' });
    expect(stored.etag).toMatch(/^"[^"]+"$/);
    const read = await readWhole(store(), 'bodies/a.txt');
    expect(read.body.toString()).toBe('Grüße, 世界');
    expect(read.head).toMatchObject({ etag: stored.etag, contentType: 'text/plain; charset=utf-8', cacheControl: 'max-age=7' });
    expect(read.head.sizeBytes).toBe(Buffer.byteLength('Grüße, 世界'));
    expect(await store().head('bodies/a.txt')).toMatchObject(read.head);
    expect(Math.abs(read.head.lastModified.getTime() - Date.now())).toBeLessThan(60_000);
  });

  test.each([
    ['string', () => ''],
    ['stream', () => Readable.from([])],
  ])('an object may be empty, put as a %s', async (_, body) => {
    await store().put('bodies/empty', body(), PLAIN);
    expect(await readWhole(store(), 'bodies/empty')).toMatchObject({ body: Buffer.alloc(0), head: { sizeBytes: 0, cacheControl: null } });
  });

  test('a put replaces the object, and the same bytes have the same ETag', async () => {
    const first = await store().put('bodies/replaced', 'one', PLAIN);
    const second = await store().put('bodies/replaced', 'two', { contentType: 'text/vtt' });
    expect(second.etag).not.toBe(first.etag);
    expect(await readWhole(store(), 'bodies/replaced')).toMatchObject({ body: Buffer.from('two'), head: { contentType: 'text/vtt' } });
    expect((await store().put('bodies/replaced', 'one', PLAIN)).etag).toBe(first.etag);
  });

  test('a put whose stream fails rejects with that failure and leaves the old object', async () => {
    await store().put('bodies/kept', 'old', PLAIN);
    const failure = new Error('the source broke');
    const failing = Readable.from(
      (async function* () {
        yield Buffer.alloc(6 * 2 ** 20);
        yield Buffer.alloc(6 * 2 ** 20);
        throw failure;
      })(),
    );
    await expect(store().put('bodies/kept', failing, PLAIN)).rejects.toBe(failure);
    expect((await readWhole(store(), 'bodies/kept')).body.toString()).toBe('old');
  });

  test('a copy is an object of its own', async () => {
    const { etag } = await store().put('copies/from', 'copied', { contentType: 'image/jpeg', cacheControl: 'max-age=9' });
    expect(await store().copy('copies/from', 'copies/to')).toEqual({ key: 'copies/to', etag });
    await store().put('copies/from', 'changed', PLAIN);
    await store().deleteMany(['copies/from']);
    expect(await readWhole(store(), 'copies/to')).toMatchObject({
      body: Buffer.from('copied'),
      head: { contentType: 'image/jpeg', cacheControl: 'max-age=9' },
    });
    await expectCode(store().copy('copies/unknown', 'copies/to'), 'not_found');
  });

  test('deleting any number of keys takes unknown ones in its stride', async () => {
    await store().put('deleted/a', 'a', PLAIN);
    await store().put('deleted/a/b', 'b', PLAIN);
    await store().deleteMany(['deleted/a', 'deleted/never', 'deleted/a']);
    await expectCode(store().head('deleted/a'), 'not_found');
    expect((await readWhole(store(), 'deleted/a/b')).body.toString()).toBe('b');
    await store().deleteMany([]);
  });

  test('an object can be located for another program, which then reads it', async () => {
    await store().put('located/source', 'for ffmpeg', PLAIN);
    const location = await store().locate('located/source', 60);
    const bytes = location.kind === 'url' ? await (await fetch(location.url)).text() : await readFile(location.path, 'utf8');
    expect(bytes).toBe('for ffmpeg');
  });

  test('the readiness check passes', async () => {
    await store().check();
  });
}

function describeKeys(store: () => ObjectStore): void {
  test('an unknown key is not found', async () => {
    await expectCode(store().get('unknown/key'), 'not_found');
    await expectCode(store().head('unknown/key'), 'not_found');
  });

  test('one key may begin like a folder of another', async () => {
    await store().put('nested/a', 'file', PLAIN);
    await store().put('nested/a/b', 'below', PLAIN);
    expect((await readWhole(store(), 'nested/a')).body.toString()).toBe('file');
    expect((await readWhole(store(), 'nested/a/b')).body.toString()).toBe('below');
  });

  test.each([
    '',
    '/absolute',
    'a/../b',
    '..',
    '../outside',
    'a/./b',
    'a//b',
    'a/',
    'nul\0byte',
    'back\\slash',
    'a=head',
    'spa ce',
    'ünicode',
    'per%2Fcent',
    `${'long'.repeat(60)}`,
  ])('the key %j is refused by every verb', async (key) => {
    const refused = [
      store().put(key, 'x', PLAIN),
      store().get(key),
      store().head(key),
      store().deleteMany([key]),
      store().copy('ranges/digits', key),
      store().copy(key, 'fine'),
      store().createMultipart(key, PLAIN),
      store().locate(key, 1),
      store().presignGet(key, 1),
      store().presignPut(key, 1, PLAIN),
    ];
    for (const outcome of refused) await expectCode(outcome, 'bad_request');
  });
}
