import type { FastifyReply, FastifyRequest } from 'fastify';
import { countSentBytes } from './count-sent-bytes.ts';
import type { DeliveryRecorder } from './delivery-recorder.ts';

/** Tells the counter of downloads, once it is known, what the client got of the file. */
export function recordDelivery(
  recorder: DeliveryRecorder | undefined,
  { episodeId, fileName }: { readonly episodeId: string; readonly fileName: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!recorder || request.method !== 'GET') return;
  const at = new Date();
  const { ip: remoteAddress, headers } = request;
  const { 'user-agent': userAgent = '', referer = null } = headers;
  countSentBytes(request.server.acknowledgedBytes, reply.raw, (bytesSent) => {
    const { statusCode } = reply.raw;
    if (statusCode !== 200 && statusCode !== 206) return;
    const firstByte = Number(/^bytes (\d+)-/.exec(String(reply.getHeader('content-range') ?? ''))?.[1] ?? 0);
    recorder.record({ at, episodeId, fileName, firstByte, bytesSent, remoteAddress, userAgent, referer });
  });
}
