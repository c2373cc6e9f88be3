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
export async function storeSegments(transcoder: Transcoder, asset: AssetVersion, rendition: EncodedRendition): Promise<StoredSegments> {
  const segments: MeasuredSegment[] = [];
  let head: StoredInit | null = null;
  for (const file of await listSegmentFiles(rendition.directory)) {
    const bytes = await readFile(join(rendition.directory, file));
    const measurement = measureSegment(bytes);
    if (measurement.frames > 0) {
      head ??= await storeInit(transcoder, asset, rendition);
      const index = Number.parseInt(file, 10);
      await transcoder.objectStore.put(
        objectKeys.hls(asset.assetId, hlsPaths.segment(asset.version, rendition.name, index)),
        bytes,
        IMMUTABLE,
      );
      const { initName, init } = head;
      segments.push({
        renditionName: rendition.name,
        index,
        chunkIndex: rendition.chunkIndex,
        initName,
        timescale: init.timescale,
        ...measurement,
      });
    }
    await rm(join(rendition.directory, file));
  }
  return { segments, codecs: new Map(head ? [[rendition.name, head.init.codecs]] : []) };
}

interface StoredInit {
  readonly initName: string;
  readonly init: InitSegment;
}

/** Names of the whole segments in a folder, in order. */
async function listSegmentFiles(directory: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => SEGMENT_FILE.test(name)).sort();
}

async function storeInit(
  { objectStore }: Transcoder,
  { assetId, version }: AssetVersion,
  rendition: EncodedRendition,
): Promise<StoredInit> {
  const bytes = await readFile(join(rendition.directory, 'init.mp4'));
  const initName = `init-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.mp4`;
  await objectStore.put(objectKeys.hls(assetId, hlsPaths.init(version, rendition.name, initName)), bytes, IMMUTABLE);
  return { initName, init: readInitSegment(bytes) };
}

/** One result out of several renditions'. */
export function joinStored(parts: readonly StoredSegments[]): StoredSegments {
  return { segments: parts.flatMap((part) => part.segments), codecs: new Map(parts.flatMap((part) => [...part.codecs])) };
}
