import { createHash } from 'node:crypto';

/** The podcast namespace's own name space for UUIDs (https://podcasting2.org/podcast-namespace/tags/guid). */
const NAMESPACE = Buffer.from('ead4c236bf5858c6a2c6a6b28d128cb6', 'hex');

/**
 * podcast:guid of a show that never had one: version 5 UUID (RFC 9562, 5.5) of the feed's address without its scheme
 * and without slashes at its end. Given once; a show that moves keeps what it has.
 */
export function showGuid(feedUrl: string): string {
  const name = feedUrl.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/\/+$/, '');
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
