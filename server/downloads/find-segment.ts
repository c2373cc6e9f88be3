import type { Database } from '../../core/database.ts';
import { rememberBriefly } from '../plugins/remember-briefly.ts';
import { planThresholdMs } from './plan-threshold.ts';
import { findEpisodeOfAsset, isAssetReady, listSegments, type SegmentRow } from './segments-queries.ts';

/** `v{version}/{rendition}/{index}.m4s`, with or without a playback token before it (server/playback/playback-paths.ts). */
const SEGMENT_PATH = /^(?:~[^/]+\/)?v([1-9]\d{0,8})\/([^/]{1,100})\/(\d{1,9})\.m4s$/;

/** Episodes that come out, and segments of films that are still encoded, are known after this long. */
const TTL_MS = 10_000;
const ASSETS_REMEMBERED = 10_000;
const RENDITIONS_REMEMBERED = 1_000;

export interface FoundSegment {
  readonly episodeId: string;
  readonly sizeBytes: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly thresholdMs: number;
}

/** Null for what is no segment of an episode that is out. */
export type FindSegment = (assetId: string, path: string) => Promise<FoundSegment | null>;

interface Rendition {
  readonly segments: ReadonlyMap<number, SegmentRow>;
  readonly thresholdMs: number;
}

/** Opens the lookup. Most assets are no episode's, and that is what it asks first and remembers. */
export function openSegmentFinder(database: Database): FindSegment {
  const findEpisode = rememberBriefly(async (assetId) => ({ episodeId: await findEpisodeOfAsset(database, assetId, new Date()) }), {
    ttlMs: TTL_MS,
    maxEntries: ASSETS_REMEMBERED,
  });
  const findRendition = rememberBriefly((key) => readRendition(database, key), { ttlMs: TTL_MS, maxEntries: RENDITIONS_REMEMBERED });
  return async (assetId, path) => {
    const [, version, rendition, index] = SEGMENT_PATH.exec(path) ?? [];
    const episodeId = index === undefined ? null : (await findEpisode(assetId))?.episodeId;
    if (!episodeId) return null;
    const found = await findRendition(`${assetId}/${version}/${rendition}`);
    const segment = found?.segments.get(Number(index));
    return found && segment ? { episodeId, ...segment, thresholdMs: found.thresholdMs } : null;
  };
}

async function readRendition(database: Database, key: string): Promise<Rendition | null> {
  const [assetId = '', version, rendition = ''] = key.split('/');
  const segments = await listSegments(database, { assetId, version: Number(version), rendition });
  const [first, last] = [segments[0], segments.at(-1)];
  if (!first || !last) return null;
  // How long a film is that is still encoded, nobody knows yet.
  const lengthMs = (await isAssetReady(database, assetId)) ? last.endMs - first.startMs : Number.POSITIVE_INFINITY;
  return { segments: new Map(segments.map((segment) => [segment.index, segment])), thresholdMs: planThresholdMs(lengthMs) };
}
