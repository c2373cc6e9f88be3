import ipaddr from 'ipaddr.js';

/** Networks that may be reached although they are not on the public internet. */
export type Networks = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, prefixBits: number][];

/** IANA hands out global unicast addresses from here alone (RFC 4291, 2.4); everything else is special or to come. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** `::a.b.c.d`, an old way to write an IPv4 address as an IPv6 one (RFC 4291, 2.5.5.1). */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/** @throws Error naming the item that is no network in CIDR notation. */
export function readNetworks(cidrs: readonly string[]): Networks {
  return cidrs.map((cidr) => {
    if (!ipaddr.isValidCIDR(cidr)) throw new Error(`"${cidr}" is no network; write it as 10.0.0.0/8 or fd00::/8.`);
    return ipaddr.parseCIDR(cidr);
  });
}

/**
 * Whether a connection may go to an address: to a globally routable unicast address, or into a network that is allowed.
 * An IPv6 address that only carries an IPv4 one is judged by that. Relays (6to4, Teredo, NAT64) would lead to addresses
 * that are not seen here, so they are refused as a whole.
 * @param address as a resolver or URL.hostname gives it, without brackets
 */
export function mayReach(address: string, allowed: Networks): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = unwrapIpv4(ipaddr.parse(address));
  if (allowed.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))) return true;
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(...GLOBAL_IPV6);
}

function unwrapIpv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const isSpecial = address.range() === 'loopback' || address.range() === 'unspecified';
  if (isSpecial || !address.match(...IPV4_COMPATIBLE)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}
