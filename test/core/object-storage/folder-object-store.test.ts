import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openFolderObjectStore } from '../../../core/object-storage/folder-object-store.ts';
import { describeObjectStore, type StoreUnderTest } from './conformance.ts';
import { expectCode, PLAIN, readWhole } from './store-expectations.ts';

describeObjectStore('the folder store', { open: openTemporaryStore, answersPresignedUrls: false });

describe('the folder store alone', () => {
  test('killed in the middle of a put, it keeps the old object, and the next put works', async () => {
    await using opened = await openTemporaryStore();
    const { store, root } = opened;
    await store.put('a/b', 'old', PLAIN);
    for (let round = 0; round < 5; round += 1) {
      await killWhilePutting(root, 'a/b', round * 20);
      const { body } = await readWhole(store, 'a/b');
      expect(body.toString()).toBe('old');
    }
    expect((await store.list('')).objects).toHaveLength(1);
    await store.put('a/b', 'new', PLAIN);
    expect((await readWhole(store, 'a/b')).body.toString()).toBe('new');
  });

  test('readers meet whole objects while other processes replace them', async () => {
    await using opened = await openTemporaryStore();
    const { store, root } = opened;
    const stores = [store, openFolderObjectStore(config(root))];
    let isOver = false;
    await store.put('a', 'x'.repeat(1000), PLAIN);
    const writing = stores.map(async (writer, index) => {
      for (let round = 0; !isOver; round += 1) await writer.put('a', String(index).repeat(1000 + (round % 5)), PLAIN);
    });
    for (let round = 0; round < 300; round += 1) {
      const { head, body } = await readWhole(store, 'a');
      expect(body.length).toBe(head.sizeBytes);
      expect(new Set(body).size).toBe(1);
    }
    isOver = true;
    await Promise.all(writing);
  });

  test.each([
    ['before the object is visible', false],
    ['after', true],
  ])('killed while it completes a multipart, %s, it completes it when asked again', async (_, isVisible) => {
    await using opened = await openTemporaryStore();
    const { store, root } = opened;
    const id = await store.createMultipart('a', PLAIN);
    const parts = [await store.putPart('a', id, 1, Buffer.alloc(6 * 2 ** 20, 'a')), await store.putPart('a', id, 2, Buffer.from('end'))];
    const folder = join(root, 'multipart', id);
    // What a kill leaves: the parts are joined already, but nothing of them has been cleaned up.
    await cp(folder, `${folder}-before`, { recursive: true, verbatimSymlinks: true });
    const completed = await store.completeMultipart('a', id, parts);
    if (!isVisible) await store.deleteMany(['a']);
    await rename(`${folder}-before`, folder);
    await rename(join(folder, 'body'), join(folder, 'joined'));
    expect(await store.completeMultipart('a', id, parts)).toEqual(completed);
    expect((await readWhole(store, 'a')).body.length).toBe(6 * 2 ** 20 + 3);
    expect(await readdir(join(root, 'multipart'))).toEqual([]);
  });

  test('deleted objects leave no files and no folders', async () => {
    await using opened = await openTemporaryStore();
    await opened.store.put('a/b/c', 'x', PLAIN);
    await opened.store.deleteMany(['a/b/c']);
    expect(await readdir(join(opened.root, 'objects'))).toEqual([]);
    expect(await readdir(join(opened.root, 'incoming'))).toEqual([]);
  });

  test('what killed writers left goes a day later, when a process closes the store', async () => {
    await using opened = await openTemporaryStore();
    await opened.store.put('a', 'x', PLAIN);
    const incoming = join(opened.root, 'incoming');
    for (const name of ['old', 'recent']) await writeFile(join(incoming, name), 'half an object');
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
    await utimes(join(incoming, 'old'), yesterday, yesterday);
    await opened.store[Symbol.asyncDispose]();
    expect(await readdir(incoming)).toEqual(['recent']);
  });

  test('a folder that cannot be used is an unavailable store', async () => {
    await using opened = await openTemporaryStore();
    const occupied = join(opened.root, 'a-file');
    await writeFile(occupied, '');
    const store = openFolderObjectStore(config(occupied));
    await expectCode(store.check(), 'object_store_unavailable');
    await expectCode(store.put('a', 'x', PLAIN), 'object_store_unavailable');
  });
});

const config = (root: string) => ({ kind: 'folder', root, publicUrl: 'http://127.0.0.1', secret: 'secret' }) as const;

async function openTemporaryStore(): Promise<StoreUnderTest & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'rostrum-folder-store-'));
  const store = openFolderObjectStore(config(root));
  return { root, store, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** A process of its own puts an endless body; it is killed once bytes have arrived in the folder. */
async function killWhilePutting(root: string, key: string, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./put-without-end.ts', import.meta.url)), root, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.kill('SIGKILL');
  await once(child, 'exit');
}
