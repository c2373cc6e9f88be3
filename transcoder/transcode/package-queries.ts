import type { Database, Queryable } from '../../core/database.ts';
import type { Lane } from '../queues/encode-queues.ts';
import type { UndoneChunk } from '../queues/transcode-flow.ts';
import { type AssetVersion, pickVersion } from './transcode-queries.ts';

/** A stored segment as it was measured. Ticks are 1/timescale seconds. */
export interface MeasuredSegment {
  readonly renditionName: string;
  readonly index: number;
  readonly chunkIndex: number;
  readonly initName: string;
  readonly sizeBytes: number;
  readonly frames: number;
  readonly startTicks: bigint;
  readonly durationTicks: bigint;
  readonly timescale: number;
}

/** A rendition with its segments in order, as far as they are stored. */
export interface StoredRendition {
  readonly name: string;
  readonly kind: 'VIDEO' | 'AUDIO';
  readonly lane: Lane;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly codecs: string | null;
  readonly segments: readonly MeasuredSegment[];
}

/** Segments that lie in the store, and the codec strings that their initialisation segments tell. */
export interface StoredSegments {
  readonly segments: readonly MeasuredSegment[];
  readonly codecs: ReadonlyMap<string, string>;
}

/** Enters stored segments; entering one again replaces its measurements. */
export async function recordSegments(database: Database, asset: AssetVersion, stored: StoredSegments): Promise<void> {
  await database.$transaction((transaction) => writeSegments(transaction, asset, stored), LONG_TRANSACTION);
}

/** Enters a chunk's segments and marks it done, both or neither. */
export async function recordChunk(
  database: Database,
  asset: AssetVersion,
  chunk: UndoneChunk,
  stored: StoredSegments,
  encodedFrames: number,
) {
  await database.$transaction(async (transaction) => {
    await writeSegments(transaction, asset, stored);
    const where = { ...pickVersion(asset), lane: chunk.lane, index: chunk.index };
    await transaction.chunk.updateMany({ where, data: { doneAt: new Date(), encodedFrames } });
    // Past its end a film has nothing more; a header that promises hours would else have them all looked for.
    if (encodedFrames === 0 && chunk.lane !== 'AUDIO') {
      const rest = { ...pickVersion(asset), lane: { in: PICTURE_LANES }, index: { gt: chunk.index }, doneAt: null };
      await transaction.chunk.updateMany({ where: rest, data: { doneAt: new Date(), encodedFrames: 0 } });
    }
  }, LONG_TRANSACTION);
}

const PICTURE_LANES: Lane[] = ['LOW', 'HIGH'];
const LONG_TRANSACTION = { timeout: 60_000, maxWait: 30_000 };

async function writeSegments(transaction: Queryable, asset: AssetVersion, { segments, codecs }: StoredSegments): Promise<void> {
  for (const [name, codec] of codecs) {
    await transaction.rendition.updateMany({ where: { ...pickVersion(asset), name }, data: { codecs: codec } });
  }
  const same = segments.map(({ renditionName, index }) => ({ renditionName, index }));
  if (same.length > 0) await transaction.segment.deleteMany({ where: { ...pickVersion(asset), OR: same } });
  await transaction.segment.createMany({ data: segments.map((segment) => ({ ...pickVersion(asset), ...segment })) });
}

/** The renditions of these lanes with their segments, in the order of their size. */
export async function readRenditions(database: Queryable, asset: AssetVersion, lanes: readonly Lane[]): Promise<StoredRendition[]> {
  return database.rendition.findMany({
    where: { ...pickVersion(asset), lane: { in: [...lanes] } },
    orderBy: [{ height: 'asc' }, { name: 'asc' }],
    include: { segments: { orderBy: { index: 'asc' } } },
  });
}

/**
 * Does work while no other process does the same for this asset: playlists are read, rendered and stored under it,
 * so that an older playlist can never replace a newer one. The lock falls with the connection that holds it.
 */
export async function whileLocked<T>(database: Database, assetId: string, work: (transaction: Queryable) => Promise<T>): Promise<T> {
  return database.$transaction(async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`package:${assetId}`}, 0))`;
    return work(transaction);
  }, LONG_TRANSACTION);
}

/** Keeps what was measured over a whole rendition. */
export async function recordBandwidth(
  database: Queryable,
  asset: AssetVersion,
  name: string,
  bandwidth: { bandwidthBps: number; averageBandwidthBps: number },
) {
  await database.rendition.updateMany({ where: { ...pickVersion(asset), name }, data: bandwidth });
}

/** Adds a rendition that the plan did not have; adding it again changes nothing. */
export async function addAudioRendition(database: Queryable, asset: AssetVersion, name: string): Promise<void> {
  await database.rendition.createMany({ data: [{ ...pickVersion(asset), name, kind: 'AUDIO', lane: 'AUDIO' }], skipDuplicates: true });
}

/** Forgets a rendition and its segments. Their objects are the caller's to delete. */
export async function dropRendition(database: Queryable, asset: AssetVersion, name: string): Promise<void> {
  await database.rendition.deleteMany({ where: { ...pickVersion(asset), name } });
}
