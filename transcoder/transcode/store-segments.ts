import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hlsPaths, objectKeys } from '../../core/object-storage/object-keys.ts';
import { measureSegment } from '../hls/measure-segment.ts';
import { type InitSegment, readInitSegment } from '../hls/read-init-segment.ts';
import type { Transcoder } from '../transcoder.ts';
import type { MeasuredSegment, StoredSegments } from './package-queries.ts';
import type { AssetVersion } from './transcode-queries.ts';

const IMMUTABLE = { contentType: 'video/mp4', cacheControl: 'public, max-age=31536000, immutable' };
const SEGMENT_FILE = /^(\d{5})\.m4s$/;

export interface EncodedRendition {
  readonly name: string;
  readonly directory: string;
  readonly chunkIndex: number;
}

/**
 * Measures the segments that lie in a rendition's folder, puts them into the store and removes the files. The
 * initialisation segment is named by its content: chunks that agree on it (all do, in practice) share one object,
 * and a worker with another encoder cannot spoil the others' segments.
 */
export async function storeSegments(
  transcoder: Transcoder,
  asset: AssetVersion,
  rendition: EncodedRendition,
  files: readonly string[],
): Promise<StoredSegments> {
  const first = files.length > 0 ? await storeInit(transcoder, asset, rendition) : null;
  if (!first) return { segments: [], codecs: new Map() };
  const segments: MeasuredSegment[] = [];
  for (const file of files) segments.push(await storeSegment(transcoder, asset, rendition, first, file));
  return { segments, codecs: new Map([[rendition.name, first.init.codecs]]) };
}

/** Names of the whole segments in a folder, in order. */
export async function listSegmentFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => SEGMENT_FILE.test(name)).sort();
}

async function storeInit({ objectStore }: Transcoder, { assetId, version }: AssetVersion, rendition: EncodedRendition) {
  const bytes = await readFile(join(rendition.directory, 'init.mp4'));
  const initName = `init-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.mp4`;
  await objectStore.put(objectKeys.hls(assetId, hlsPaths.init(version, rendition.name, initName)), bytes, IMMUTABLE);
  return { initName, init: readInitSegment(bytes) };
}

async function storeSegment(
  { objectStore }: Transcoder,
  { assetId, version }: AssetVersion,
  rendition: EncodedRendition,
  { initName, init }: { initName: string; init: InitSegment },
  file: string,
): Promise<MeasuredSegment> {
  const path = join(rendition.directory, file);
  const bytes = await readFile(path);
  const index = Number.parseInt(file, 10);
  await objectStore.put(objectKeys.hls(assetId, hlsPaths.segment(version, rendition.name, index)), bytes, IMMUTABLE);
  await rm(path);
  return {
    renditionName: rendition.name,
    index,
    chunkIndex: rendition.chunkIndex,
    initName,
    timescale: init.timescale,
    ...measureSegment(bytes),
  };
}

/** One result out of several renditions'. */
export function joinStored(parts: readonly StoredSegments[]): StoredSegments {
  return { segments: parts.flatMap((part) => part.segments), codecs: new Map(parts.flatMap((part) => [...part.codecs])) };
}
