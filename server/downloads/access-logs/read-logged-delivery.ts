import { ID_PATTERN } from '../../../core/identifiers.ts';
import type { Delivery } from '../../feeds/delivery-recorder.ts';
import type { LoggedRequest } from './parse-log-line.ts';

/** A key of the store, or the address of a file on a server of ours, with whatever stands before it. */
const FILE_PATH = /(?:^|\/)(?:episodes|media)\/([^/]+)\/([^/]+\.(?:mp3|m4a|mp4))$/;
const ID = new RegExp(ID_PATTERN);

/** What a logged request delivered of an episode's file; null for all that are no GET, no success, or of something else. */
export function readLoggedDelivery(request: LoggedRequest): Delivery | null {
  const { at, method, status, remoteAddress, userAgent, referer } = request;
  if (method !== 'GET' || (status !== 200 && status !== 206)) return null;
  const [, episodeId = '', fileName = ''] = FILE_PATH.exec(decodePath(request.path)) ?? [];
  if (!ID.test(episodeId)) return null;
  return { at, episodeId, fileName, remoteAddress, userAgent, referer, ...placeBytes(request) };
}

/**
 * Where in the file the bytes belong. A log that does not say it of a 206 (S3's never does) leaves it open: they are
 * taken for the beginning then, so that parts of one listener may cover each other, but never add up to more than
 * somebody was sent in one piece. That can miss a download; it cannot invent one.
 */
function placeBytes({ status, bytesSent, range, objectBytes }: LoggedRequest): Pick<Delivery, 'firstByte' | 'bytesSent'> {
  if (status === 200 || range === null) return { firstByte: 0, bytesSent };
  const [, first, last] = /^bytes[= ](\d{1,15})-(\d{0,15})(?:\/|$)/i.exec(range) ?? [];
  if (first !== undefined) {
    const firstByte = Number(first);
    const most = last ? Number(last) - firstByte + 1 : bytesSent;
    return { firstByte, bytesSent: Math.min(bytesSent, most) };
  }
  const [, suffix] = /^bytes=-(\d{1,15})$/i.exec(range) ?? [];
  const isKnown = suffix !== undefined && objectBytes !== null;
  return { firstByte: isKnown ? Math.max(0, objectBytes - Number(suffix)) : 0, bytesSent };
}

function decodePath(path: string): string {
  const plain = path.split('?', 1)[0] ?? '';
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
