import { lookup as askSystem } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { bareHost, refuseHost } from './check-public-url.ts';
import { mayReach, type Networks } from './network-rules.ts';

/** All addresses that a name has. */
export type Resolve = (name: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export const resolveBySystem: Resolve = (name) => askSystem(name, { all: true });

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects to public hosts alone. The check lives in the connection itself: a name is resolved once, all of its
 * addresses are judged, and the socket goes to one of these very addresses, so that a name that is answered
 * differently a moment later (DNS rebinding) changes nothing. One bad address among good ones refuses the name.
 */
export function openConnector(allowed: Networks, resolve: Resolve): buildConnector.connector {
  const lookup: LookupFunction = (name, options, callback) => {
    resolveChecked(name).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: Error) => callback(error, [], undefined),
    );
  };
  const resolveChecked = async (name: string) => {
    const addresses = await resolve(name);
    if (addresses.length === 0 || !addresses.every(({ address }) => mayReach(address, allowed))) throw refuseHost(name);
    return addresses;
  };
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, lookup, autoSelectFamily: true });
  return (options, callback) => {
    // Sockets ask `lookup` for names only; an address that stands in the URL is judged here.
    const host = bareHost(options.hostname);
    if (isIP(host) !== 0 && !mayReach(host, allowed)) return callback(refuseHost(options.hostname), null);
    return connect(options, callback);
  };
}
