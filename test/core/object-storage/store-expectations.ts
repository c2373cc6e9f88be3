import { buffer } from 'node:stream/consumers';
import { expect } from 'vitest';
import { AppError } from '../../../core/errors.ts';
import type { ObjectRead, ObjectStore } from '../../../core/object-storage/object-store.ts';

export const PLAIN = { contentType: 'text/plain' } as const;

/** The read that gives bytes. */
export function opened(read: ObjectRead) {
  if (read.notModified) throw new Error('the store says that nothing was modified');
  return read;
}

export async function readWhole(store: ObjectStore, key: string) {
  const { head, body } = opened(await store.get(key));
  return { head, body: await buffer(body) };
}

/** Every refusal counts as handled at once, so that several can be started together. */
export async function expectCode(outcome: Promise<unknown>, code: string): Promise<void> {
  const error = await outcome.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code });
}

/** Every key with a prefix, page by page. */
export async function listAll(store: ObjectStore, prefix: string, limit?: number): Promise<string[]> {
  const keys: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await store.list(prefix, { cursor: cursor ?? undefined, limit });
    if (limit) expect(page.objects.length).toBeLessThanOrEqual(limit);
    keys.push(...page.objects.map((object) => object.key));
    cursor = page.nextCursor;
  } while (cursor);
  return keys;
}
