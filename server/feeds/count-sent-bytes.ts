import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

/**
 * Counts the bytes of a response's body that the kernel took, whether the client stays or leaves. Of what was written
 * to the response, `writableLength` is still on our side of it (headers in front of the body included), so the
 * difference was really handed over. The last look is as the stream's next chunk is written, and at the end: a client
 * that leaves has been sent at most one chunk more than is told, never less.
 * @param onEnd called once, when the response is over
 */
export function countSentBytes(response: ServerResponse, onEnd: (bytesSent: number) => void): void {
  let written = 0;
  let sent = 0;
  const look = () => {
    sent = Math.max(sent, written - response.writableLength);
  };
  // The pipe's own listener comes first: when ours hears of a chunk, it is written.
  response.once('pipe', (body: Readable) => {
    body.on('data', (chunk: Buffer) => {
      written += chunk.length;
      look();
    });
  });
  response.on('drain', look);
  response.once('finish', () => {
    sent = written;
  });
  response.once('close', () => onEnd(sent));
}
