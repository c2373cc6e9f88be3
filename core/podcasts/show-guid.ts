import { createHash } from 'node:crypto';

/** The podcast namespace's own name space for UUIDs (https://podcasting2.org/podcast-namespace/tags/guid). */
const PODCAST_NAMESPACE = 'ead4c236-bf58-58c6-a2c6-a6b28d128cb6';

/**
 * podcast:guid of a show that never had one: version 5 UUID of the feed's address without its scheme and without
 * slashes at its end. Given once; a show that moves keeps what it has.
 */
export function showGuid(feedUrl: string): string {
  return uuid5(PODCAST_NAMESPACE, feedUrl.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\/+$/, ''));
}

/** A version 5 UUID: the same for the same name in the same name space (RFC 9562, 5.5). */
export function uuid5(namespace: string, name: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(space).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
