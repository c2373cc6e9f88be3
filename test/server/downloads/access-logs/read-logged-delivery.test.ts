import { expect, test } from 'vitest';
import { parseLogLine } from '../../../../server/downloads/access-logs/parse-log-line.ts';
import { readLoggedDelivery } from '../../../../server/downloads/access-logs/read-logged-delivery.ts';

const ID = 'abcdefghjkmnpqrs';
const AT = new Date('2026-11-20T11:14:15Z');

/** S3's documented example, with our words in it. */
const s3 = ({ operation = 'REST.GET.OBJECT', key = `episodes/${ID}/f00d.mp3`, status = '200', sent = '2662992', size = '3462992' } = {}) =>
  `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be podcasts [20/Nov/2026:11:14:15 +0000] 192.0.2.3 - 3E57427F3EXAMPLE ${operation} ${key} "GET /podcasts/${key}?versionId=x HTTP/1.1" ${status} - ${sent} ${size} 70 10 "https://example.org/a" "AntennaPod/3.4.0" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader podcasts.s3.us-west-1.amazonaws.com TLSV1.2 - -`;
const beast = (status: string, sent: number, range: string) =>
  `2026-11-20T11:14:15.123+0000 7f3e3ffff700  1 beast: 0x7f3e2c0e1660: 192.0.2.3 - anonymous [20/Nov/2026:11:14:15.123 +0000] "GET /podcasts/episodes/${ID}/f00d.mp3 HTTP/1.1" ${status} ${sent} - "AntennaPod/3.4.0" ${range} latency=0.003999990s`;
const combined = (request: string, status: number, sent: number, more = '') =>
  `192.0.2.3 - - [20/Nov/2026:12:14:15 +0100] "${request}" ${status} ${sent} "-" "AntennaPod/3.4.0"${more}`;
const get = `GET /media/${ID}/f00d.mp3?utm=x HTTP/2.0`;

const read = (line: string) => {
  const request = parseLogLine(line);
  return request && readLoggedDelivery(request);
};

test.each([
  ["S3's, the whole file", s3(), 0, 2_662_992],
  ["S3's, a part of which nobody knows where it lay", s3({ status: '206', sent: '1000' }), 0, 1000],
  ["S3's, nothing sent", s3({ sent: '-' }), 0, 0],
  ["S3's website", s3({ operation: 'WEBSITE.GET.OBJECT' }), 0, 2_662_992],
  ["S3's, a key with escapes", s3({ key: `episodes/${ID}/%66%30%30d.mp3` }), 0, 2_662_992],
  ["radosgw's, the whole file", beast('200', 5000, '-'), 0, 5000],
  ["radosgw's, a range", beast('206', 1024, 'bytes=4096-5119'), 4096, 1024],
  ["radosgw's, a range that the client broke off", beast('206', 100, 'bytes=4096-'), 4096, 100],
  ['nginx, the whole file', combined(get, 200, 5000), 0, 5000],
  ['nginx, a part without its range', combined(get, 206, 5000), 0, 5000],
  ['nginx with $http_range', combined(get, 206, 5000, ' "bytes=100-5099"'), 100, 5000],
  ['nginx with $sent_http_content_range', combined(get, 206, 5000, ' 0.003 "bytes 100-5099/9000"'), 100, 5000],
  ['a range that was not granted', combined(get, 200, 5000, ' "bytes=100-5099"'), 0, 5000],
  ['more bytes than were asked for (headers counted too)', combined(get, 206, 900, ' "bytes=100-199"'), 100, 100],
  ['the end of a file whose size the log does not tell', combined(get, 206, 300, ' "bytes=-300"'), 0, 300],
  ['several ranges', combined(get, 206, 300, ' "bytes=0-99,500-599"'), 0, 300],
  ["a private feed's file", combined(`GET /feeds/secret/media/${ID}/f00d.mp3 HTTP/1.1`, 200, 5000), 0, 5000],
])('%s', (_name, line, firstByte, bytesSent) => {
  expect(read(line)).toEqual({
    at: expect.any(Date),
    episodeId: ID,
    fileName: 'f00d.mp3',
    firstByte,
    bytesSent,
    remoteAddress: '192.0.2.3',
    userAgent: 'AntennaPod/3.4.0',
    referer: line.includes('example.org') ? 'https://example.org/a' : null,
  });
  expect(read(line)?.at.getTime()).toBe(AT.getTime());
});

test.each([
  ['HEAD', s3({ operation: 'REST.HEAD.OBJECT' })],
  ['another operation', s3({ operation: 'REST.GET.BUCKET' })],
  ['304', s3({ status: '304', sent: '-' })],
  ['416', beast('416', 300, 'bytes=99999999-')],
  ['404', combined(get, 404, 90)],
  ['a redirect', combined(get, 302, 90)],
  ['POST', combined(get.replace('GET', 'POST'), 200, 5000)],
  ['a transcript', combined(`GET /media/${ID}/f00d.vtt HTTP/1.1`, 200, 5000)],
  ['something else', combined('GET / HTTP/1.1', 200, 5000)],
  ['no identifier', combined('GET /media/../f00d.mp3 HTTP/1.1', 200, 5000)],
  ['an escape that is none', combined(`GET /media/${ID}/%zz.mp4 HTTP/1.1`.replace(ID, 'short'), 200, 5000)],
])('%s delivers nothing', (_name, line) => {
  expect(parseLogLine(line)).not.toBeNull();
  expect(read(line)).toBeNull();
});

test.each(['', 'hello', '{"json": true}', combined(get, 200, 1).replace('Nov', 'Smarch'), '1.2.3.4 - - [20/Nov/2026:12:14:15 +0100] "GET'])(
  '"%s" is no line of a log that we know',
  (line) => {
    expect(parseLogLine(line)).toBeNull();
  },
);

test('an agent with quotes in it is read as it was sent', () => {
  const line = combined(get, 200, 1).replace('AntennaPod/3.4.0', 'A\\x22B\\x22 \\"C\\" \\\\ \\xC3\\xA9');
  expect(read(line)?.userAgent).toBe('A"B" "C" \\ Ã©');
});

test('a line of a megabyte of quotes costs no time', () => {
  const start = performance.now();
  parseLogLine(`1.2.3.4 - - [20/Nov/2026:12:14:15 +0100] ${'"\\'.repeat(500_000)}`);
  expect(performance.now() - start).toBeLessThan(500);
});
