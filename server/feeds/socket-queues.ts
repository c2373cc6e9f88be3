import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import ipaddr from 'ipaddr.js';

/**
 * Tells of connections, named by `nameConnection`, how many bytes the kernel took that the other machine has not
 * acknowledged yet. Who is not in the answer is gone: closed to its end, or reset.
 */
export type ReadSocketQueues = (names: ReadonlySet<string>) => Map<string, number>;

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'] as const;
/** What a name of IPv4 has: two addresses of 8 digits, two ports of 4, and what parts them. */
const IPV4_NAME_LENGTH = 27;
/** FIN_WAIT1, LAST_ACK, CLOSING: the end that we sent waits in the queue too, and takes the place of one byte. */
const ENDING = new Set(['04', '09', '0B']);
const BUFFER_BYTES = 1 << 20;
const IS_LITTLE = endianness() === 'LE';

/**
 * Opens Linux's tables of connections. Where there are none (macOS) all that the kernel took passes for acknowledged,
 * so that a client which leaves counts for up to the send buffer more than it had: some megabytes at most.
 */
export function openSocketQueues(): ReadSocketQueues {
  if (!existsSync(TABLES[0])) return (names) => new Map([...names].map((name) => [name, 0]));
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  return (names) => {
    const found = new Map<string, number>();
    for (const [index, table] of TABLES.entries()) {
      const isAsked = [...names].some((name) => (name.length === IPV4_NAME_LENGTH) === (index === 0));
      if (isAsked && existsSync(table)) for (const text of readPieces(table, buffer)) findQueues(text, names, found);
    }
    return found;
  };
}

/** A connection's name in the kernel's tables; null for one that has no addresses (any more). */
export function nameConnection({ localAddress, localPort, remoteAddress, remotePort }: Socket): string | null {
  if (localAddress === undefined || localPort === undefined || remoteAddress === undefined || remotePort === undefined) return null;
  return `${formatEnd(localAddress, localPort)} ${formatEnd(remoteAddress, remotePort)}`;
}

/** As the kernel prints it: words of four bytes in the machine's own order, the port as people write it. */
function formatEnd(address: string, port: number): string {
  const bytes = ipaddr.parse(address.replace(/%.*$/, '')).toByteArray();
  const words = Array.from({ length: bytes.length / 4 }, (_, index) => Buffer.from(bytes.slice(index * 4, index * 4 + 4)));
  const digits = words.map((word) => (IS_LITTLE ? word.reverse() : word).toString('hex')).join('');
  return `${digits}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

/** The table in pieces of whole lines. In one go, not in turns: between two turns bytes would be taken and closed connections vanish. */
function* readPieces(table: string, buffer: Buffer): Generator<string> {
  const file = openSync(table, 'r');
  try {
    let filled = 0;
    for (;;) {
      const count = readSync(file, buffer, filled, buffer.length - filled, null);
      filled += count;
      if (count > 0 && filled < buffer.length) continue;
      const whole = buffer.subarray(0, filled).lastIndexOf(10) + 1;
      yield buffer.toString('latin1', 0, whole);
      if (count === 0) return;
      buffer.copy(buffer, 0, whole, filled);
      filled -= whole;
    }
  } finally {
    closeSync(file);
  }
}

/** A line: `  12: LOCAL:PORT REMOTE:PORT STATE SENDING:RECEIVING ...`, numbers in hexadecimal digits. */
function findQueues(text: string, names: ReadonlySet<string>, found: Map<string, number>): void {
  for (let line = 0; line < text.length; line = text.indexOf('\n', line) + 1) {
    const start = text.indexOf(': ', line) + 2;
    const end = text.indexOf(' ', text.indexOf(' ', start) + 1);
    const name = text.slice(start, end);
    if (!names.has(name)) continue;
    const queued = Number.parseInt(text.slice(end + 4, end + 12), 16);
    found.set(name, Math.max(0, ENDING.has(text.slice(end + 1, end + 3)) ? queued - 1 : queued));
  }
}
