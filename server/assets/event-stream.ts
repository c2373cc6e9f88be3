import type { FastifyReply } from 'fastify';

/**
 * Server-sent events (HTML, 9.2), written straight to the socket: text lines and a blank one after each event.
 * A comment every so often keeps proxies from closing a silent connection.
 */
export interface EventStream {
  /** `id` comes back as Last-Event-ID when the browser reconnects. */
  send(event: { readonly name: string; readonly id: string; readonly json: unknown }): void;
  end(): void;
}

export interface EventStreamOptions {
  /** Called once, when the stream is over from either side. */
  readonly onEnd: () => void;
  /** Ends the stream from outside. */
  readonly signal: AbortSignal;
}

const PING_MS = 15_000;
const RECONNECT_MS = 2_000;

/** Takes the connection over from Fastify and begins the stream. */
export function openEventStream(reply: FastifyReply, { onEnd, signal }: EventStreamOptions): EventStream {
  reply.hijack();
  const socket = reply.raw;
  socket.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise collect events before it passes them on.
    'x-accel-buffering': 'no',
  });
  socket.write(`retry: ${RECONNECT_MS}\n\n`);

  const end = () => socket.end();
  const ping = setInterval(() => socket.write(': still here\n\n'), PING_MS);
  signal.addEventListener('abort', end);
  socket.once('close', () => {
    clearInterval(ping);
    signal.removeEventListener('abort', end);
    onEnd();
  });
  if (signal.aborted) end();
  return {
    send: ({ name, id, json }) => {
      if (!socket.writableEnded) socket.write(`event: ${name}\nid: ${id}\ndata: ${JSON.stringify(json)}\n\n`);
    },
    end,
  };
}
