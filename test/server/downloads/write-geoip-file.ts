import { writeFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

/** A node of the search tree: what comes next for a 0 and for a 1, another node or a country. */
type Node = [Node | string | null, Node | string | null];

/**
 * Writes a database of countries as MaxMind's are (https://maxmind.github.io/MaxMind-DB/): a tree over the bits of an
 * IPv6 address, where IPv4 lies below ::/96, with the records behind it.
 *
 * @param countries ISO code by network in CIDR notation.
 */
export async function writeGeoipFile(path: string, countries: Readonly<Record<string, string>>): Promise<void> {
  const root: Node = [null, null];
  for (const [network, country] of Object.entries(countries)) insert(root, bitsOf(network), country);
  const nodes = listNodes(root);
  const { data, offsets } = encodeRecords([...new Set(Object.values(countries))]);
  const pointer = (next: Node | string | null) => {
    if (next === null) return nodes.length;
    return typeof next === 'string' ? nodes.length + 16 + (offsets.get(next) ?? 0) : nodes.indexOf(next);
  };
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, [zero, one]] of nodes.entries()) {
    tree.writeUIntBE(pointer(zero), index * 6, 3);
    tree.writeUIntBE(pointer(one), index * 6 + 3, 3);
  }
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: 6,
    database_type: 'Test-Country',
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    languages: [],
    description: {},
  });
  await writeFile(path, Buffer.concat([tree, Buffer.alloc(16), data, Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'), metadata]));
}

function bitsOf(network: string): string {
  const [address, length] = ipaddr.parseCIDR(network);
  const bits = address.toByteArray().map((byte) => byte.toString(2).padStart(8, '0'));
  return ('0'.repeat(128 - bits.length * 8) + bits.join('')).slice(0, 128 - bits.length * 8 + length);
}

function insert(root: Node, bits: string, country: string): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const side = Number(bit) as 0 | 1;
    const known = node[side];
    const next: Node = known !== null && typeof known !== 'string' ? known : [null, null];
    node[side] = next;
    node = next;
  }
  node[Number(bits.at(-1)) as 0 | 1] = country;
}

function listNodes(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) for (const next of node) if (next !== null && typeof next !== 'string') nodes.push(next);
  return nodes;
}

function encodeRecords(countries: readonly string[]): { data: Buffer; offsets: Map<string, number> } {
  const offsets = new Map<string, number>();
  let data = Buffer.alloc(0);
  for (const country of countries) {
    offsets.set(country, data.length);
    data = Buffer.concat([data, encode({ country: { iso_code: country } })]);
  }
  return { data, offsets };
}

const [TEXT, UINT32, MAP, ARRAY] = [2, 6, 7, 11];

function encode(value: string | number | readonly never[] | object): Buffer {
  if (typeof value === 'string') return Buffer.concat([control(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return control(ARRAY, 0);
  const entries = Object.entries(value);
  return Buffer.concat([control(MAP, entries.length), ...entries.flatMap(([key, entry]) => [encode(key), encode(entry)])]);
}

/** Types beyond 7 stand in a byte of their own. Nothing here is longer than 28. */
function control(type: number, size: number): Buffer {
  return type <= 7 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
}
