import { Type } from 'typebox';
import type { OwnReading } from '../app.ts';
import { CHECKSUM_ALGORITHMS, TUS_CONTENT_TYPE, TUS_VERSION } from './tus-headers.ts';

/** What tus' requests and answers carry, for the API's documentation; tus-headers.ts reads and judges it. */
const version = Type.Enum([TUS_VERSION]);
const offset = Type.Integer({ minimum: 0, description: 'Bytes that are stored: where the next ones begin.' });
const metadata = Type.String({ description: 'Pairs of a key and its value in Base64, with commas between: `filename ZmlsbS5tcDQ=`.' });
const checksum = Type.String({
  description: `Of this body: an algorithm (${CHECKSUM_ALGORITHMS.join(', ')}), a space and the digest in Base64.`,
});
const bodies = { [TUS_CONTENT_TYPE]: Type.String({ format: 'binary', description: "The file's next bytes, any number of them." }) };
const sizeBytes = Type.Integer({ minimum: 0, description: 'The whole file, in bytes.' });

/** By request, what it reads. */
export const TUS_READS = {
  create: {
    bodies,
    isBodyOptional: true,
    headers: Type.Object({
      'Tus-Resumable': version,
      'Upload-Length': sizeBytes,
      'Upload-Metadata': Type.Optional(metadata),
      'Upload-Checksum': Type.Optional(checksum),
    }),
  },
  append: {
    bodies,
    headers: Type.Object({ 'Tus-Resumable': version, 'Upload-Offset': offset, 'Upload-Checksum': Type.Optional(checksum) }),
  },
  settle: { headers: Type.Object({ 'Tus-Resumable': version }) },
  terminate: { headers: Type.Object({ 'Tus-Resumable': version }) },
} as const satisfies Readonly<Record<string, OwnReading>>;

const expires = Type.String({ description: 'An HTTP date, as long as bytes are missing: what is abandoned ends then.' });
const asset = Type.String({ description: "The asset's id, once the last byte is here." });
const progress = { 'Upload-Offset': offset, 'Upload-Expires': expires, 'Rostrum-Asset': asset };

/** By request, how it answers: in headers alone. */
export const TUS_ANSWERS = {
  create: { 201: Type.Null({ description: 'Begun.', headers: { Location: Type.String({ description: 'The upload.' }), ...progress } }) },
  append: { 204: Type.Null({ description: 'Stored.', headers: progress }) },
  settle: { 200: Type.Null({ description: 'So far.', headers: { ...progress, 'Upload-Length': sizeBytes, 'Upload-Metadata': metadata } }) },
  terminate: { 204: Type.Null({ description: 'Ended.' }) },
} as const;
