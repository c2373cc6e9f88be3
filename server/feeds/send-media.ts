import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../core/config.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { sendObject } from '../playback/send-object.ts';
import type { DeliveryRecorder } from './delivery-recorder.ts';
import { IMMUTABLE, type MediaFile } from './media-files.ts';
import { recordDelivery } from './record-delivery.ts';

export interface MediaDelivery {
  readonly config: Pick<Config, 'playback' | 'podcasts'>;
  readonly objectStore: ObjectStore;
  readonly recorder: DeliveryRecorder | undefined;
}

export interface RequestedFile {
  readonly episodeId: string;
  readonly file: MediaFile;
  readonly audience: 'public' | 'private';
}

/** Whatever a transcript says, a browser that opens it runs nothing in our origin. */
const SANDBOX = "sandbox; default-src 'none'";
/** Long enough for the slowest download and for seeking about in it. */
const REDIRECT_SECONDS = 6 * 3600;

/**
 * Answers GET and HEAD with a file of an episode, to whom that was decided before. Public media are redirected to the
 * CDN or to the store where it is set so; private ones never are, because only here a withdrawn link stops working.
 */
export async function sendMedia(
  { config, objectStore, recorder }: MediaDelivery,
  { episodeId, file, audience }: RequestedFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key = objectKeys.episodeFile(episodeId, file.fileName);
  if (file.isMedia && audience === 'public' && config.podcasts.delivery === 'redirect') {
    const { cdnBaseUrl } = config.playback;
    // What is not there is said here; an address at the store would say it in the store's words.
    await objectStore.head(key);
    const location = cdnBaseUrl ? `${cdnBaseUrl}/${key}` : await objectStore.presignGet(key, REDIRECT_SECONDS);
    return reply.header('cache-control', 'no-store').redirect(location, 302);
  }
  if (file.isMedia) recordDelivery(recorder, { episodeId, fileName: file.fileName }, request, reply);
  if (file.fileName.endsWith('.html')) reply.header('content-security-policy', SANDBOX);
  const contentType = file.contentType ? { contentType: file.contentType } : {};
  return sendObject(objectStore, key, request, reply, { audience, cacheControl: IMMUTABLE, ...contentType });
}
