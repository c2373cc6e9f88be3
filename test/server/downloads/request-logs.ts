import fc from 'fast-check';
import { ANTENNAPOD, OVERCAST, type TestFile } from './counting-environment.ts';

/** Request logs as fast-check makes them up: who asked for what, what a server did, and the line that it wrote. */
/** Listeners' addresses, and who they are one listener with. */
export const ADDRESSES = [
  ['203.0.113.7', 'a'],
  ['::ffff:203.0.113.7', 'a'],
  ['203.0.113.8', 'b'],
  ['2001:db8:1:2::1', 'c'],
  ['2001:db8:1:2:ffff:ffff:ffff:9', 'c'],
  ['2001:0DB8:0001:0002:0:0:0:aa', 'c'],
  ['2001:db8:1:3::1', 'd'],
] as const;
/** User agents, and the app they are; null for those that nobody listens with. */
export const AGENTS = [
  [OVERCAST, 'Overcast'],
  [ANTENNAPOD, 'AntennaPod'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101 Firefox/124.0', 'Firefox'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', null],
  ['curl/8.5.0', null],
  ['atc/1.0 watchOS/9.4 model/Watch6,2 hwp/t8301 build/20T253 (6; dt:243)', null],
  ['-', null],
] as const;
export const TIMES = [
  ['16', '23:59:59', false],
  ['17', '00:00:00', true],
  ['18', '23:59:59', true],
  ['19', '00:00:00', true],
  ['19', '13:14:15', true],
  ['20', '11:59:59', true],
  ['22', '00:00:00', false],
] as const;
const EPISODES = 2;

export interface Request {
  readonly episode: number;
  readonly file: number;
  readonly address: number;
  readonly agent: number;
  readonly time: number;
  readonly method: 'GET' | 'HEAD';
  /** What the server answers instead of the file; null for the file. */
  readonly failure: 304 | 404 | 416 | 500 | null;
  readonly range: readonly [first: number | null, last: number | null] | null;
  /** The client leaves after so many bytes. */
  readonly patience: number;
}

const place = fc.integer({ min: 0, max: 130 });
const range: fc.Arbitrary<Request['range']> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant([0, 1] as const) },
  { weight: 4, arbitrary: fc.tuple(place, place).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const) },
  { weight: 3, arbitrary: place.map((first) => [first, null] as const) },
);
const request: fc.Arbitrary<Request> = fc.record({
  episode: fc.nat(EPISODES - 1),
  file: fc.nat(1),
  address: fc.nat(ADDRESSES.length - 1),
  // Mostly one agent, so that requests of one listener meet.
  agent: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(AGENTS.length - 1) }),
  time: fc.oneof({ weight: 2, arbitrary: fc.constant(4) }, { weight: 2, arbitrary: fc.nat(TIMES.length - 1) }),
  method: fc.oneof({ weight: 9, arbitrary: fc.constant('GET' as const) }, { weight: 1, arbitrary: fc.constant('HEAD' as const) }),
  failure: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(304, 404, 416, 500) }),
  range,
  patience: fc.oneof(fc.constant(1_000), fc.integer({ min: 0, max: 100 })),
});
const file: fc.Arbitrary<TestFile> = fc.record({
  sizeBytes: fc.integer({ min: 1, max: 120 }),
  headBytes: fc.integer({ min: 0, max: 30 }),
  // A minute takes 7.5, 15, 60 or 240 bytes; with 0 nobody knows.
  bitrateBps: fc.constantFrom(0, 1, 2, 8, 32),
});
/** A line may be told up to three times, to any of the servers; `order` shuffles, `flushes` cuts batches. */
const telling = fc.record({
  request,
  copies: fc.array(fc.record({ server: fc.nat(2), order: fc.nat(), flushes: fc.boolean() }), { minLength: 1, maxLength: 3 }),
});
export const scenario = fc.record({
  files: fc.array(fc.tuple(file, file), { minLength: EPISODES, maxLength: EPISODES }),
  tellings: fc.array(telling, { minLength: 1, maxLength: 80, size: 'max' }),
});

export function fileOf(files: readonly (readonly TestFile[])[], { episode, file }: Pick<Request, 'episode' | 'file'>): TestFile {
  const found = files[episode]?.[file];
  if (!found) throw new Error('The scenario has no such file.');
  return found;
}

export interface Answer {
  readonly status: number;
  readonly firstByte: number;
  readonly bytesSent: number;
}

/** What a server does with the request (RFC 9110, 14). */
export function answer({ method, failure, range, patience }: Request, { sizeBytes }: TestFile): Answer {
  if (failure !== null) return { status: failure, firstByte: 0, bytesSent: failure === 304 ? 0 : 90 };
  const [first, last] = range ?? [0, null];
  const firstByte = first ?? 0;
  if (firstByte >= sizeBytes) return { status: 416, firstByte: 0, bytesSent: 90 };
  const length = Math.min(last ?? sizeBytes - 1, sizeBytes - 1) - firstByte + 1;
  return { status: range ? 206 : 200, firstByte, bytesSent: method === 'HEAD' ? 0 : Math.min(length, patience) };
}

export function writeLine(request: Request, episodeId: string, { status, bytesSent }: Answer): string {
  const [day, clock] = TIMES[request.time] ?? [];
  const [first, last] = request.range ?? [];
  const rangeField = request.range ? `"bytes=${first}-${last ?? ''}"` : '"-"';
  const [address] = ADDRESSES[request.address] ?? [];
  const [agent] = AGENTS[request.agent] ?? [];
  const target = `${request.method} /media/${episodeId}/${request.file}.mp3 HTTP/1.1`;
  return `${address} - - [${day}/Nov/2026:${clock} +0000] "${target}" ${status} ${bytesSent} "-" "${agent}" ${rangeField}`;
}

export type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;
