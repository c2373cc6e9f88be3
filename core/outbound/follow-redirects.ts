import { AppError } from '../errors.ts';

/** A request as one hop of a chain sends it. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Meant for one host alone. */
const HOST_BOUND = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);

/**
 * Where an answer sends the client next, or null when it is no redirect (RFC 9110, 15.4): 303 becomes a GET, as does a
 * POST that meets 301 or 302; credentials do not follow to another origin. The new address is not judged here.
 */
export function planNextHop(hop: Hop, status: number, location: string | undefined): Hop | null {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  if (!URL.canParse(location, hop.url.href)) throw new AppError('host_unreachable', `${hop.url.host} redirects to what is no address.`);
  const url = new URL(location, hop.url);
  const becomesGet = hop.method !== 'HEAD' && (status === 303 || (hop.method === 'POST' && status < 303));
  const keep = ([name]: [string, string]) =>
    !(url.origin !== hop.url.origin && HOST_BOUND.has(name)) && !(becomesGet && name.startsWith('content-'));
  const headers = Object.fromEntries(Object.entries(hop.headers).filter(keep));
  return { url, headers, method: becomesGet ? 'GET' : hop.method, body: becomesGet ? null : hop.body };
}

/**
 * Counts the hops of one chain.
 * @returns a function that notes the next hop. @throws AppError too_many_redirects after `most`, or where it has been before.
 */
export function openHopCounter(first: Hop, most: number): (next: Hop) => void {
  const seen = new Set([nameOf(first)]);
  return (next) => {
    if (seen.has(nameOf(next))) throw new AppError('too_many_redirects', `${first.url.host} redirects in a circle.`);
    if (seen.size > most) throw new AppError('too_many_redirects', `${first.url.host} redirects more than ${most} times.`);
    seen.add(nameOf(next));
  };
}

const nameOf = ({ method, url }: Hop) => `${method} ${url.origin}${url.pathname}${url.search}`;
