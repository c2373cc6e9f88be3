import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

/** A set of networks: data centres, say, where nobody listens. */
export interface NetworkSet {
  /** False for text that is no address. */
  has(address: string): boolean;
}

export const EMPTY_NETWORK_SET: NetworkSet = { has: () => false };

/**
 * Reads networks in CIDR notation, one a line; `#` begins a comment.
 * @throws Error naming the first line that is none.
 */
export async function readNetworkFile(path: string): Promise<NetworkSet> {
  const lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.replace(/#.*/, '').trim());
  return createNetworkSet(
    lines.flatMap((line, index) => {
      if (line === '') return [];
      if (!ipaddr.isValidCIDR(line)) throw new Error(`${path}, line ${index + 1}: this is no network in CIDR notation.`);
      return [line];
    }),
  );
}

/** Asking takes one look for each length of prefix that occurs, however many networks there are. */
export function createNetworkSet(networks: readonly string[]): NetworkSet {
  const prefixes = new Map<string, Set<bigint>>();
  const lengths = { ipv4: new Set<number>(), ipv6: new Set<number>() };
  for (const network of networks) {
    const [address, length] = ipaddr.parseCIDR(network);
    const key = `${address.kind()}/${length}`;
    lengths[address.kind()].add(length);
    prefixes.set(key, (prefixes.get(key) ?? new Set()).add(cut(address, length)));
  }
  return {
    has(text) {
      if (!ipaddr.isValid(text)) return false;
      const address = ipaddr.process(text);
      return [...lengths[address.kind()]].some((length) => prefixes.get(`${address.kind()}/${length}`)?.has(cut(address, length)));
    },
  };
}

/** The first `length` bits, as a number. */
function cut(address: ipaddr.IPv4 | ipaddr.IPv6, length: number): bigint {
  const bytes = address.toByteArray();
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`) >> BigInt(bytes.length * 8 - length);
}
