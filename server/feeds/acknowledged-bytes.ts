import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPace } from './pace-looks.ts';
import { nameConnection, openSocketQueues, type ReadSocketQueues } from './socket-queues.ts';
import { noteQueue, noteTaken, settleBodies, type WatchedBody, type WatchedConnection } from './watched-connection.ts';

export interface AcknowledgedBytes extends AsyncDisposable {
  /** @param onEnd called once, when it is known how many of the body's bytes were acknowledged, or nobody will know more. */
  watch(socket: Socket, onEnd: (bytes: number) => void): WatchedBody;
  /** To be called as a body grows, so that a client that is fast and leaves soon is seen: looks if that is cheap now. */
  grew(body: WatchedBody): void;
}

/** How often the tables are read while media are sent. */
const LOOK_EVERY_MS = 200;
/** Where most files' first minute is over; what comes later is seen in turn, and not held up. */
const EARLY_BYTES = 4_000_000;
/** A server that stops waits so long for clients that have not acknowledged all. */
const STOP_LOOKS = { count: 10, everyMs: 50 } as const;

/**
 * Tells how many bytes of a response the other end's machine acknowledged. The kernel takes megabytes for a client that
 * reads nothing, so that what was handed over says little; what is still in its queue is read from Linux's tables (see
 * openSocketQueues for other systems), for all connections at once, and only while bodies are watched. A body that was
 * taken whole is told when its last byte was acknowledged, up to LOOK_EVERY_MS later; one whose client left, with the
 * most that was known: too little, never too much, when it took its bytes and left between two looks. Responses of one connection are told apart by their place on it. Behind a reverse proxy it is the
 * proxy who acknowledges: what it holds back from a client that left counts as sent.
 */
export function openAcknowledgedBytes(readQueues: ReadSocketQueues = openSocketQueues()): AcknowledgedBytes {
  const connections = new Map<string, WatchedConnection>();
  const pace = openPace(LOOK_EVERY_MS);
  let timer: NodeJS.Timeout | null = null;

  const listWatched = () => [...connections.values()].filter(({ bodies }) => bodies.size > 0);
  const forgetClosed = (connection: WatchedConnection) => {
    const { socket, bodies, name } = connection;
    if (socket.destroyed && bodies.size === 0 && connections.get(name) === connection) connections.delete(name);
  };
  const look = () => {
    const watched = listWatched();
    if (watched.length === 0) return;
    for (const connection of watched) noteTaken(connection);
    const queues = readQueues(new Set(watched.map(({ name }) => name)));
    for (const connection of watched) {
      noteQueue(connection, queues.get(connection.name));
      forgetClosed(connection);
    }
  };
  const planLook = () => {
    timer ??= setTimeout(() => {
      timer = null;
      pace.run(look);
      if (listWatched().length > 0) planLook();
    }, pace.delayMs).unref();
  };
  const open = (socket: Socket, name: string): WatchedConnection => {
    const before = connections.get(name);
    // The same port of the same client: what was there before is over.
    if (before) settleBodies(before, () => true);
    const connection: WatchedConnection = { socket, name, bodies: new Map(), taken: 0, acknowledged: 0 };
    connections.set(name, connection);
    // Ahead of Node's own listener, which answers the client's goodbye: with its answer the kernel forgets the connection.
    socket.prependListener('end', () => {
      if ([...connection.bodies.keys()].some(({ start }) => start !== null)) pace.run(look);
    });
    socket.once('close', () => {
      // What the kernel took to its end may still be on its way; of the rest, nothing more will be.
      settleBodies(connection, (body) => !body.isWhole);
      forgetClosed(connection);
    });
    return connection;
  };

  return {
    watch(socket, onEnd) {
      const body: WatchedBody = { start: null, written: 0, isWhole: false };
      const name = socket.destroyed ? null : nameConnection(socket);
      if (name === null) {
        onEnd(0);
        return body;
      }
      const known = connections.get(name);
      const connection = known?.socket === socket ? known : open(socket, name);
      connection.bodies.set(body, onEnd);
      planLook();
      return body;
    },
    grew({ written }) {
      if (written <= EARLY_BYTES && pace.hasCredit()) pace.run(look);
    },
    async [Symbol.asyncDispose]() {
      for (let count = 0; count < STOP_LOOKS.count && listWatched().length > 0; count++) {
        if (count > 0) await sleep(STOP_LOOKS.everyMs);
        look();
      }
      if (timer) clearTimeout(timer);
      for (const connection of connections.values()) settleBodies(connection, () => true);
    },
  };
}
