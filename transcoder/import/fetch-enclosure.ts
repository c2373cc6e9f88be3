import { AppError } from '../../core/errors.ts';
import type { ReadItem } from './feed-shapes.ts';
import type { FetchParts } from './fetch-artwork.ts';
import { askHost, checkStatus, ENCLOSURE_FAULTS } from './translate-fault.ts';

const TIMEOUT_MS = 3_600_000;
const IDLE_TIMEOUT_MS = 30_000;
/** Measuring services stand one before the other in front of enclosures, each with a redirect of its own. */
const REDIRECTS = 10;
const LONGEST_NAME = 200;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

export interface EnclosureLimits {
  /** The largest file that the instance fetches, and what the account has room for. */
  readonly maxBytes: number;
  readonly freeBytes: number;
}

/**
 * Streams an episode's file from its host into the store, without a copy of our own. The object is there whole or not
 * at all.
 * @throws AppError enclosure_unreachable, enclosure_too_large, quota_exceeded, address_refused
 */
export async function fetchEnclosure(parts: FetchParts, { enclosure, title }: ReadItem, key: string, limits: EnclosureLimits) {
  const { outbound, objectStore, signal } = parts;
  const isShort = limits.freeBytes < limits.maxBytes;
  const names = { ...ENCLOSURE_FAULTS, tooLarge: isShort ? ('quota_exceeded' as const) : ENCLOSURE_FAULTS.tooLarge };
  const options = { timeoutMs: TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS, redirects: REDIRECTS, signal };
  await askHost(names, signal, async () => {
    const answer = await outbound.download(enclosure.url, { ...options, maxBytes: Math.min(limits.maxBytes, limits.freeBytes) });
    try {
      checkStatus(answer.status, 'The file', names);
      await objectStore.put(key, answer.stream, { contentType: checkType(answer.headers['content-type'], enclosure.type) });
    } finally {
      answer.stream.destroy();
    }
  });
  const { sizeBytes } = await objectStore.head(key);
  if (sizeBytes === 0) {
    await objectStore.deleteMany([key]);
    throw new AppError('enclosure_unreachable', 'The file is empty.');
  }
  return { key, sizeBytes, filename: nameFile(enclosure.url, title) };
}

/** Hosts that have lost a file like to answer with a page that says so. */
function checkType(sent: string | undefined, told: string): string {
  const type = sent?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/html') throw new AppError('enclosure_unreachable', 'Where the file should be there is a web page.');
  return [type, told].find((name) => MEDIA_TYPE.test(name)) ?? 'application/octet-stream';
}

function nameFile(url: string, title: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  const name = last.includes('%') ? last.replace(/%[0-9a-f]{2}/gi, '-') : last;
  return (name || title).slice(0, LONGEST_NAME);
}
