import type { Socket } from 'node:net';

/** The body of a response. Who writes it tells here how far it is. */
export interface WatchedBody {
  /** Where on its connection the body's first byte is, counted from the connection's own first; null before it is written. */
  start: number | null;
  /** Bytes written of it until now. */
  written: number;
  /** Whether the kernel took it to its end. */
  isWhole: boolean;
}

/** A connection, and who wants to know how many bytes of its bodies were acknowledged. */
export interface WatchedConnection {
  readonly socket: Socket;
  readonly name: string;
  readonly bodies: Map<WatchedBody, (bytes: number) => void>;
  /** Bytes that the kernel took, and those of them that the client's machine has: the most that was ever seen. */
  taken: number;
  acknowledged: number;
}

/** What Node keeps of a socket besides its public face: how far the kernel is with the chunk that it is being given. */
interface SocketInside {
  readonly _bytesDispatched?: number;
  readonly _handle?: { readonly writeQueueSize?: number } | null;
}

/** Notes what the kernel took. Without its inside, a socket tells of whole chunks only: some less than that, never more. */
export function noteTaken(connection: WatchedConnection): void {
  const { socket, bodies } = connection;
  for (const { isWhole, start, written } of bodies.keys()) {
    if (isWhole && start !== null) connection.taken = Math.max(connection.taken, start + written);
  }
  if (socket.destroyed) return;
  const { _bytesDispatched: dispatched, _handle: handle } = socket as unknown as SocketInside;
  const queued = handle?.writeQueueSize;
  const isKnown = dispatched !== undefined && queued !== undefined;
  connection.taken = Math.max(connection.taken, isKnown ? dispatched - queued : socket.bytesWritten - socket.writableLength);
}

/**
 * Learns what of the bytes that the kernel took is not acknowledged yet, and tells of the bodies that are through.
 * @param queued undefined when the kernel does not know the connection any more
 */
export function noteQueue(connection: WatchedConnection, queued: number | undefined): void {
  if (queued === undefined) {
    // Of an open one that is not listed, Node has yet to learn that it was reset.
    if (connection.socket.destroyed) settleBodies(connection, () => true);
    return;
  }
  connection.acknowledged = Math.max(connection.acknowledged, connection.taken - queued);
  settleBodies(connection, (body) => body.isWhole && countAcknowledged(connection, body) === body.written);
}

/** Tells how many bytes are known to be acknowledged of those bodies, and forgets them. */
export function settleBodies(connection: WatchedConnection, isOver: (body: WatchedBody) => boolean): void {
  for (const [body, tell] of [...connection.bodies]) {
    if (!isOver(body)) continue;
    connection.bodies.delete(body);
    tell(countAcknowledged(connection, body));
  }
}

function countAcknowledged({ acknowledged }: WatchedConnection, { start, written }: WatchedBody): number {
  return start === null ? 0 : Math.max(0, Math.min(written, acknowledged - start));
}
