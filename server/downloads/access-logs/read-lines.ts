import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A line that goes on for longer is cut into several: a file without line breaks must not fill the memory. */
const MAX_LINE = 1_048_576;

/** The lines of a text file, unpacked where its name ends in `.gz`. @throws what reading throws, such as ENOENT */
export function readFileLines(path: string): AsyncGenerator<string> {
  const bytes = createReadStream(path);
  return readLines(path.endsWith('.gz') ? (bytes.compose(createGunzip()) as Readable) : bytes);
}

/** One character a byte, as Node reads headers: so an agent in a log is the same text as one that a server saw. */
export async function* readLines(input: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length < MAX_LINE) continue;
    yield rest;
    rest = '';
  }
  if (rest !== '') yield rest;
}
