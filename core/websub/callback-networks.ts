import type { Config } from '../config.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const LOOPBACK_HOST = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'postgresql:': '5432', 'redis:': '6379' };

/** Whether an address is one of our own services': a callback there would make us speak to ourselves. */
export function isOwnService(config: Pick<Config, 'publicUrl' | 'databaseUrl' | 'redisUrl' | 'objectStore'>, address: string): boolean {
  const { objectStore } = config;
  const endpoint = objectStore.kind === 's3' ? objectStore.endpoint : null;
  const own = [config.publicUrl, config.databaseUrl, config.redisUrl, ...(endpoint ? [endpoint] : [])];
  return own.map(placeOf).includes(placeOf(address));
}

/** Host and port; all spellings of this machine's own loopback are one host. */
function placeOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  return `${LOOPBACK_HOST.test(hostname) ? 'loopback' : hostname}:${port || DEFAULT_PORTS[protocol]}`;
}

/**
 * The networks that subscribers' callbacks may lie in although they are not on the public internet. An instance whose own
 * address is the loopback is a trial on one machine: nobody else can reach it, and its subscribers live there too.
 */
export function allowedNetworksForCallbacks({ outbound, publicUrl }: Pick<Config, 'outbound' | 'publicUrl'>): readonly string[] {
  const isTrial = LOOPBACK_HOST.test(new URL(publicUrl).hostname);
  return isTrial ? [...outbound.allowedNetworks, ...LOOPBACK] : outbound.allowedNetworks;
}
