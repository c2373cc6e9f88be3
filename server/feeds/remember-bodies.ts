import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../core/errors.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';

/** Bytes in memory by a key that never stands for others; those that nobody asked for the longest go first. */
export interface Bodies {
  /** Undefined unless it is in memory. */
  peek(key: string): Buffer | undefined;
  /** From memory, or made: once for all who ask at the same time. Throws what `make` throws. */
  load(key: string, make: () => Promise<Buffer>): Promise<Buffer>;
  forget(key: string): void;
}

/** @param maxBytes what all bodies together may take. */
export function rememberBodies(maxBytes: number): Bodies {
  const bodies = new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: (body) => Math.max(1, body.length) });
  const loading = new Map<string, Promise<Buffer>>();
  const keep = async (key: string, make: () => Promise<Buffer>) => {
    const body = await make();
    bodies.set(key, body);
    return body;
  };
  return {
    peek: (key) => bodies.get(key),
    async load(key, make) {
      const body = bodies.get(key);
      if (body) return body;
      const underWay = loading.get(key) ?? keep(key, make).finally(() => loading.delete(key));
      loading.set(key, underWay);
      return underWay;
    },
    forget: (key) => void bodies.delete(key),
  };
}

/** Feeds' bytes, by their key in the store. */
export interface FeedBodies extends Pick<Bodies, 'peek' | 'forget'> {
  /** Throws what the store throws. */
  load(key: string): Promise<Buffer>;
}

export function openFeedBodies(objectStore: ObjectStore, maxBytes: number): FeedBodies {
  const bodies = rememberBodies(maxBytes);
  return { peek: bodies.peek, forget: bodies.forget, load: (key) => bodies.load(key, () => readObject(objectStore, key)) };
}

async function readObject(objectStore: ObjectStore, key: string): Promise<Buffer> {
  const object = await objectStore.get(key);
  if (object.notModified) throw new AppError('internal', 'No condition was asked for.');
  return buffer(object.body);
}
