import { readLogTime, splitLogLine } from './split-log-line.ts';

/** A request as an access log tells of it. */
export interface LoggedRequest {
  readonly at: Date;
  readonly remoteAddress: string;
  readonly method: string;
  /** A key or a path, percent-encoded. */
  readonly path: string;
  readonly status: number;
  /** Of the body. */
  readonly bytesSent: number;
  /** Range as it was asked for, or Content-Range as it was answered; null where the log has neither. */
  readonly range: string | null;
  readonly objectBytes: number | null;
  readonly referer: string | null;
  readonly userAgent: string;
}

/**
 * Reads a line of an access log in any of these formats; null for a line of none of them.
 *
 * S3's server access log (fields in their order; everything behind the user agent is left alone):
 *
 *     owner bucket [time] address requester requestId REST.GET.OBJECT key "GET /... HTTP/1.1" 206 - sent size ms ms "referrer" "agent" ...
 *
 * Ceph's radosgw (beast), whose lines carry the range:
 *
 *     ... beast: 0x7f21: address - user [time] "GET /bucket/key HTTP/1.1" 206 sent "referrer" "agent" bytes=0-1023 latency=0.001s
 *
 * The combined format of nginx and Apache; a range is found where one more field has it ("$http_range" or
 * "$sent_http_content_range"):
 *
 *     address - user [time] "GET /media/... HTTP/1.1" 206 sent "referrer" "agent" "bytes=0-1023"
 */
export function parseLogLine(line: string): LoggedRequest | null {
  const beast = line.indexOf(BEAST);
  if (beast >= 0) return readCombined(splitLogLine(line.slice(beast + BEAST.length).replace(/^[^\s:]*:/, '')));
  const parts = splitLogLine(line);
  return /^(REST|WEBSITE)\.[A-Z]+\./.test(parts[6] ?? '') ? readS3(parts) : readCombined(parts);
}

const BEAST = 'beast: ';

function readS3(parts: readonly string[]): LoggedRequest | null {
  const [, , time = '', remoteAddress = '', , , operation = '', path = '', , status, , sent, size] = parts;
  const [referer, userAgent] = parts.slice(15);
  const at = readLogTime(time);
  if (at === null || userAgent === undefined || status === undefined) return null;
  const isObject = operation.endsWith('.OBJECT');
  return {
    at,
    remoteAddress,
    method: isObject ? (operation.split('.')[1] ?? '') : '',
    path,
    status: Number(status),
    bytesSent: Number(sent || 0),
    range: null,
    objectBytes: size ? Number(size) : null,
    referer: referer || null,
    userAgent,
  };
}

function readCombined(parts: readonly string[]): LoggedRequest | null {
  // The time is found by its look: the names of users before it may have spaces.
  const place = parts.findIndex((part) => readLogTime(part) !== null);
  const at = readLogTime(parts[place] ?? '');
  const [request = '', status = '', sent, referer, userAgent, ...others] = parts.slice(place + 1);
  const [method = '', path = ''] = request.split(' ');
  if (at === null || userAgent === undefined || !/^\d{3}$/.test(status)) return null;
  return {
    at,
    remoteAddress: parts[0] ?? '',
    method,
    path,
    status: Number(status),
    bytesSent: Number(sent || 0),
    range: others.find((part) => /^bytes[= ]/i.test(part)) ?? null,
    objectBytes: null,
    referer: referer || null,
    userAgent,
  };
}
