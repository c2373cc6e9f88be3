import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { AcknowledgedBytes } from './acknowledged-bytes.ts';

/**
 * Counts the bytes of a response's body that the client's machine acknowledged, whether the client stays or leaves.
 * The response must say its length: a body in HTTP's own chunks has more on the connection than its bytes.
 * @param onEnd called once, when that is known: soon after the response is over, or with the end of the connection
 */
export function countSentBytes(acknowledged: AcknowledgedBytes, response: ServerResponse, onEnd: (bytesSent: number) => void): void {
  const { socket } = response.req;
  const body = acknowledged.watch(socket, onEnd);
  // While a response has the connection, nobody writes behind it. One that waits for its turn (pipelining) has none yet.
  const findStart = () => {
    if (response.socket && body.start === null) body.start = socket.bytesWritten - body.written;
  };
  // The pipe's own listener comes first: when ours hears of a chunk, it is written.
  response.once('pipe', (source: Readable) => {
    source.on('data', (chunk: Buffer) => {
      body.written += chunk.length;
      findStart();
      acknowledged.grew(body);
    });
  });
  // Ahead of Node's own listener, which gives the connection to the next response.
  response.prependOnceListener('finish', () => {
    findStart();
    body.isWhole = true;
  });
}
