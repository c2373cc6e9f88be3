import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, ServerDependencies } from '../app.ts';
import { openSegmentFinder } from './find-segment.ts';
import type { DownloadRecorder } from './record-delivery.ts';

/** The route of server/playback whose answers carry segments. */
const HLS_ROUTE = '/hls/:assetId/*';

type SegmentRequest = FastifyRequest<{ Params: { assetId: string; '*': string } }>;

/**
 * Counts episodes that are played by HLS: every segment that was sent whole is a piece of the film's timeline, in
 * whatever quality, picture or sound, so that the union of them is what was delivered. Segments that a CDN sends are not
 * seen here. Call it before the playback routes are registered.
 *
 * @returns a function that waits for the segments that are being looked up.
 */
export function registerSegmentCounting(
  app: App,
  { database, logger }: ServerDependencies,
  recorder: DownloadRecorder,
): () => Promise<void> {
  const findSegment = openSegmentFinder(database);
  const underWay = new Set<Promise<void>>();

  const record = async (request: SegmentRequest, sentBytes: number) => {
    const at = new Date();
    const { ip: remoteAddress, headers } = request;
    const { 'user-agent': userAgent = '', referer = null } = headers;
    const { assetId, '*': path } = request.params;
    const segment = await findSegment(assetId, path);
    if (segment === null || sentBytes !== segment.sizeBytes) return;
    recorder.recordSegment({ at, remoteAddress, userAgent, referer, assetId, ...segment });
  };
  app.addHook('onResponse', async (request, reply) => {
    if (request.routeOptions.url !== HLS_ROUTE || !isWholeBody(request, reply) || !request.url.includes('.m4s')) return;
    const work = record(request as SegmentRequest, Number(reply.getHeader('content-length')))
      .catch((error: unknown) => logger.warn({ err: error }, 'a segment could not be counted'))
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  return async () => {
    await Promise.all(underWay);
  };
}

/** Whether a GET was answered with media, and its body left to the last byte. */
function isWholeBody(request: FastifyRequest, reply: FastifyReply): boolean {
  const isMedia = reply.statusCode === 200 || reply.statusCode === 206;
  return request.method === 'GET' && isMedia && reply.raw.writableFinished;
}
