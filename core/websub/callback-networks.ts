import type { Config } from '../config.ts';

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const LOOPBACK_HOST = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The networks that subscribers' callbacks may lie in although they are not on the public internet. An instance whose own
 * address is the loopback is a trial on one machine: nobody else can reach it, and its subscribers live there too.
 */
export function allowedNetworksForCallbacks({ outbound, publicUrl }: Pick<Config, 'outbound' | 'publicUrl'>): readonly string[] {
  const isTrial = LOOPBACK_HOST.test(new URL(publicUrl).hostname);
  return isTrial ? [...outbound.allowedNetworks, ...LOOPBACK] : outbound.allowedNetworks;
}
