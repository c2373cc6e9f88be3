import type { IncomingHttpHeaders } from 'node:http';
import type { FeedEncoding } from '../../core/object-storage/object-keys.ts';
import { rankEncodings, readIfModifiedSince } from '../playback/read-request-headers.ts';

/** A document in one or more encodings, each with an ETag of its own. */
export interface Representations {
  readonly etags: Readonly<Partial<Record<FeedEncoding, string>>>;
  /** Null for a document that goes by its ETag alone. */
  readonly lastModified: Date | null;
}

export interface Choice {
  readonly encoding: FeedEncoding;
  /** The client has it already: 304. */
  readonly isUnchanged: boolean;
}

/**
 * Which encoding is answered, and whether the client has it. An ETag stands for one encoding (RFC 9110 8.8.3.3), so a
 * client that has the gzip body and asks for identity gets a body; one that has it and still takes gzip does not, even
 * where it would get Brotli now: of all that it accepts, what it has is the best. If-None-Match, a list or `*`, is
 * compared weakly (13.1.2), and where it is given If-Modified-Since is not looked at (13.1.3).
 */
export function chooseRepresentation(headers: IncomingHttpHeaders, { etags, lastModified }: Representations): Choice {
  const accepted = rankEncodings(headers['accept-encoding']);
  const encoding = accepted.find((name) => etags[name] !== undefined) ?? 'identity';
  const field = headers['if-none-match'];
  if (field === undefined) return { encoding, isUnchanged: isNotModifiedSince(readIfModifiedSince(headers), lastModified) };
  if (field.trim() === '*') return { encoding, isUnchanged: true };
  const owned = accepted.find((name) => isListed(field, etags[name]));
  return { encoding: owned ?? encoding, isUnchanged: owned !== undefined };
}

/** Quotes cannot stand inside an entity tag, so a tag with its quotes is found in a list as text. */
const isListed = (field: string, etag: string | undefined) => etag !== undefined && field.includes(etag);

/** HTTP dates have whole seconds. What is no date is ignored. */
function isNotModifiedSince(date: Date | undefined, lastModified: Date | null): boolean {
  if (date === undefined || lastModified === null) return false;
  return Math.floor(lastModified.getTime() / 1000) * 1000 <= date.getTime();
}
