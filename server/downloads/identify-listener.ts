import { createHmac, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** 132 bits in base64url: no two listeners of a day ever share one. */
const LISTENER_LENGTH = 22;

/**
 * What counts of an address: all of an IPv4 one, the first 64 bits of an IPv6 one, because a device takes new addresses
 * within those whenever it likes (IAB v2.3). Null for text that is no address.
 */
export function readListenerAddress(remoteAddress: string): string | null {
  if (isIP(remoteAddress) === 0) return null;
  const address = ipaddr.process(remoteAddress);
  if (address.kind() === 'ipv4') return address.toString();
  const [a = 0, b = 0, c = 0, d = 0] = (address as ipaddr.IPv6).parts;
  return `${[a, b, c, d].map((part) => part.toString(16)).join(':')}::`;
}

/**
 * A listener of one day: address and user agent under the day's salt (HMAC-SHA-256). Once the salt is deleted, nobody
 * can find out whose it was, not even by trying all addresses.
 */
export function hashListener(salt: string, address: string, userAgent: string): string {
  return createHmac('sha256', salt)
    .update(JSON.stringify([address, userAgent]))
    .digest('base64url')
    .slice(0, LISTENER_LENGTH);
}

export function createSalt(): string {
  return randomBytes(32).toString('base64url');
}
