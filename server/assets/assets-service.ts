import { AppError } from '../../core/errors.ts';
import { readChunkProgress } from '../../core/queues/asset-events.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import { mayEdit, mayWatch } from '../catalog/video-visibility.ts';
import { withinTime } from '../within-time.ts';
import { type AssetRow, findAsset, listChunks, listRenditions } from './assets-queries.ts';
import type { Asset } from './assets-schemas.ts';
import { describeAsset } from './describe-asset.ts';

type Parts = Pick<ServerDependencies, 'config' | 'database' | 'redis'>;

/** Frames in flight only refine the percentage; nobody waits longer than this for them. */
const HINT_TIMEOUT_MS = 250;

/**
 * The asset, for its owner, an administrator, or whoever may see a video that shows it.
 * @throws AppError `not_found` for everybody else
 */
export async function readVisibleAsset(parts: Parts, caller: Caller | null, id: string): Promise<Asset> {
  const asset = await findAsset(parts.database, id);
  if (!asset || !maySee(asset, caller, new Date())) throw new AppError('not_found', 'There is no asset with this id.');
  return gatherAsset(parts, asset);
}

/** An asset as it was at one moment, with the rule of that moment: read once, shown to many. */
export interface AssetSnapshot {
  readonly asset: Asset;
  /** The rule of `readVisibleAsset`. What is not public carries a signed link, so ask before showing it to anybody. */
  isVisibleTo(caller: Caller | null): boolean;
}

/** The asset with who may see it, or null when it is gone. */
export async function readAssetSnapshot(parts: Parts, id: string): Promise<AssetSnapshot | null> {
  const row = await findAsset(parts.database, id);
  return row && { asset: await gatherAsset(parts, row), isVisibleTo: (caller) => maySee(row, caller, new Date()) };
}

function maySee(asset: AssetRow, caller: Caller | null, now: Date): boolean {
  return mayEdit(asset, caller) || asset.videos.some((video) => mayWatch(video, caller, now));
}

async function gatherAsset({ config, database, redis }: Parts, asset: AssetRow): Promise<Asset> {
  const running = asset.state === 'PROCESSING' || asset.state === 'PLAYABLE';
  const [renditions, chunks, framesInFlight] = await Promise.all([
    listRenditions(database, asset.id, asset.version),
    // What is READY needs no chunks to say so: a long film has thousands.
    asset.state === 'READY' ? [] : listChunks(database, asset.id, asset.version),
    running ? withinTime(readChunkProgress(redis, asset.id), HINT_TIMEOUT_MS).catch(() => NO_HINTS) : NO_HINTS,
  ]);
  return describeAsset(config, { asset, renditions, chunks, framesInFlight }, new Date());
}

const NO_HINTS: ReadonlyMap<string, number> = new Map();
