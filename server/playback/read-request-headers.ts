import type { IncomingHttpHeaders } from 'node:http';
import type { ByteRange } from '../../core/object-storage/object-store.ts';

/**
 * The one byte range that a request asks for (RFC 9110 14.2), or null: several ranges, another unit or a malformed
 * field are answered with the whole object, as the RFC allows.
 */
export function readRange(headers: IncomingHttpHeaders): ByteRange | null {
  const [, start, end] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(headers.range?.trim() ?? '') ?? [];
  if (start === undefined || end === undefined || (start === '' && end === '')) return null;
  if (start === '') return { suffixLength: Number(end) };
  if (end === '') return { start: Number(start) };
  // An end before the start makes the field invalid, not unsatisfiable (RFC 9110 14.1.1).
  return Number(end) < Number(start) ? null : { start: Number(start), end: Number(end) };
}

/** The strong ETag of If-Range, null without the field, `stale` when it can never match: a date or a weak ETag. */
export function readIfRange(headers: IncomingHttpHeaders): string | 'stale' | null {
  const field = headers['if-range'];
  if (field === undefined) return null;
  return typeof field === 'string' && /^"[^"]*"$/.test(field) ? field : 'stale';
}

/** If-Modified-Since, where If-None-Match does not overrule it (RFC 9110 13.1.3). */
export function readIfModifiedSince(headers: IncomingHttpHeaders): Date | undefined {
  const date = new Date(headers['if-none-match'] === undefined ? (headers['if-modified-since'] ?? '') : '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export type Encoding = 'br' | 'gzip' | 'identity';

/** The best of what Accept-Encoding allows; a quality of zero forbids (RFC 9110 12.5.3). */
export function chooseEncoding(headers: IncomingHttpHeaders): Encoding {
  const accepted = new Map(
    String(headers['accept-encoding'] ?? '')
      .split(',')
      .map(parseCoding),
  );
  const accepts = (name: string) => (accepted.get(name) ?? accepted.get('*') ?? 0) > 0;
  if (accepts('br')) return 'br';
  return accepts('gzip') ? 'gzip' : 'identity';
}

function parseCoding(item: string): [string, number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return [name, quality ? Number(quality.slice(2)) || 0 : 1];
}
