import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import { mayReach, type Networks, readNetworks } from './network-rules.ts';

const LONGEST_URL = 2000;
const WEB_PORTS = new Set(['', '80', '443']);
/** Below it live the services of a machine itself: mail, databases, remote logins. */
const FIRST_FREE_PORT = 1024;

/**
 * What can be said of an address by looking at it alone: for a route that wants to answer at once. Names are not
 * resolved here; the connector of open-outbound-client.ts judges what they lead to, with every connection.
 * @returns the URL as the standard writes it: odd spellings of numbers (0x7f.1, 017700000001) become plain ones.
 * @throws AppError address_refused
 */
export function checkPublicUrl(url: string, allowedNetworks: readonly string[]): URL {
  return checkUrl(url, readNetworks(allowedNetworks));
}

/** The same for networks that are read already. */
export function checkUrl(text: string, allowed: Networks): URL {
  if (text.length > LONGEST_URL || !URL.canParse(text)) throw refuse('This is not a web address.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('The address must begin with http:// or https://.');
  if (url.username || url.password) throw refuse('The address must not carry a user name or password.');
  if (!WEB_PORTS.has(url.port) && Number(url.port) < FIRST_FREE_PORT) throw refuse(`The port ${url.port} is not one of the web.`);
  const host = literalHost(url.hostname);
  if (host && !mayReach(host, allowed)) throw refuseHost(url.hostname);
  return url;
}

/** The host of a URL without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function refuseHost(host: string): AppError {
  return refuse(`${host} does not lead to the public internet. Whoever runs this instance can allow its network in OUTBOUND_ALLOW.`);
}

function refuse(sentence: string): AppError {
  return new AppError('address_refused', sentence);
}

/** The IP address that a host stands for without asking anybody, or null. `localhost` is one too (RFC 6761, 6.3). */
function literalHost(hostname: string): string | null {
  const host = bareHost(hostname).replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return '127.0.0.1';
  return isIP(host) === 0 ? null : host;
}
