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

/** All forms of HTTP-date begin with a day's name (RFC 9110 5.6.7); JavaScript would read much else as a date. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/** If-Modified-Since, where If-None-Match does not overrule it; what is no HTTP-date is ignored (RFC 9110 13.1.3). */
export function readIfModifiedSince(headers: IncomingHttpHeaders): Date | undefined {
  const field = headers['if-modified-since'] ?? '';
  const date = new Date(headers['if-none-match'] === undefined && HTTP_DATE.test(field) ? field : '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

export type Encoding = 'br' | 'gzip' | 'identity';

/** The best of what Accept-Encoding allows (RFC 9110 12.5.3). */
export function chooseEncoding(headers: IncomingHttpHeaders): Encoding {
  return rankEncodings(headers['accept-encoding'])[0] ?? 'identity';
}

/** Of equal quality the smallest first. */
const PREFERENCE = ['br', 'gzip', 'identity'] as const satisfies readonly Encoding[];
/** Clients send a handful of different fields, again and again. */
const RANKS_REMEMBERED = 500;
const ranks = new Map<string, readonly Encoding[]>();

/**
 * All that Accept-Encoding allows, by its qualities; of equal quality the smallest first. Identity stands last unless
 * the client gives it a quality of its own, and is left out where it is forbidden (`identity;q=0`, `*;q=0`).
 */
export function rankEncodings(field: IncomingHttpHeaders[string]): readonly Encoding[] {
  const text = String(field ?? '');
  const known = ranks.get(text);
  if (known) return known;
  const ranked = rank(text);
  if (ranks.size >= RANKS_REMEMBERED) ranks.clear();
  ranks.set(text, ranked);
  return ranked;
}

/** Below every quality that a client can give (three decimals). */
const LAST_RESORT = 0.0001;

function rank(field: string): readonly Encoding[] {
  const given = new Map(field.split(',').map(parseCoding));
  const quality = (name: Encoding) => {
    const named = given.get(name) ?? (name === 'gzip' ? given.get('x-gzip') : undefined);
    if (name !== 'identity') return named ?? given.get('*') ?? 0;
    return named ?? (given.get('*') === 0 ? 0 : LAST_RESORT);
  };
  return PREFERENCE.filter((name) => quality(name) > 0).sort((a, b) => quality(b) - quality(a));
}

function parseCoding(item: string): [string, number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return [name, quality ? Number(quality.slice(2)) || 0 : 1];
}
