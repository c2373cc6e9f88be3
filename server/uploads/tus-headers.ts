import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../core/errors.ts';

export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,creation-with-upload,termination,expiration,checksum';
export const TUS_CONTENT_TYPE = 'application/offset+octet-stream';
export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256', 'md5'] as const;

export interface Checksum {
  readonly algorithm: (typeof CHECKSUM_ALGORITHMS)[number];
  readonly digest: Buffer;
}

/** @throws AppError precondition_failed (tus 1.0, "Tus-Resumable"): the request must not be processed. */
export function requireTusVersion(headers: IncomingHttpHeaders): void {
  if (headers['tus-resumable'] === TUS_VERSION) return;
  throw new AppError('precondition_failed', `The header Tus-Resumable must be ${TUS_VERSION}.`);
}

/** @throws AppError unsupported_media_type unless the body is declared as bytes of an upload. */
export function requireTusContentType(headers: IncomingHttpHeaders): void {
  if (headers['content-type'] === TUS_CONTENT_TYPE) return;
  throw new AppError('unsupported_media_type', `The Content-Type of these bytes must be ${TUS_CONTENT_TYPE}.`);
}

/** The size of the whole upload in bytes. @throws AppError bad_request. */
export function readUploadLength(headers: IncomingHttpHeaders): number {
  if (headers['upload-defer-length'] !== undefined) {
    throw new AppError('bad_request', 'Upload-Defer-Length is not offered: name the size in Upload-Length.');
  }
  return readWholeNumber('Upload-Length', headers['upload-length']);
}

/** Where the client's bytes begin. @throws AppError bad_request. */
export function readUploadOffset(headers: IncomingHttpHeaders): number {
  return readWholeNumber('Upload-Offset', headers['upload-offset']);
}

/** The body's length, null when the body is sent in chunks of unknown number. */
export function readContentLength(headers: IncomingHttpHeaders): number | null {
  if (headers['content-length'] !== undefined) return readWholeNumber('Content-Length', headers['content-length']);
  return headers['transfer-encoding'] === undefined ? 0 : null;
}

/**
 * Reads `Upload-Checksum: <algorithm> <Base64 digest>` (tus 1.0, extension checksum).
 * @returns null where there is none. @throws AppError bad_request for an algorithm that we do not know.
 */
export function readUploadChecksum(headers: IncomingHttpHeaders): Checksum | null {
  const value = headers['upload-checksum'];
  if (value === undefined) return null;
  const [name, encoded = ''] = String(value).split(' ');
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  if (!algorithm) throw new AppError('bad_request', `Upload-Checksum knows the algorithms ${CHECKSUM_ALGORITHMS.join(', ')}.`);
  const digest = Buffer.from(encoded, 'base64');
  if (digest.length === 0) throw new AppError('bad_request', 'Upload-Checksum must name an algorithm and a digest in Base64.');
  return { algorithm, digest };
}

function readWholeNumber(name: string, value: string | string[] | undefined): number {
  const text = String(value ?? '');
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new AppError('bad_request', `The header ${name} must be a whole number of bytes.`);
}
