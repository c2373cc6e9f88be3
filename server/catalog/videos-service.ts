import type { Database } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { assertCreator, type Caller, type ServerDependencies } from '../app.ts';
import { findChannelKey } from './channels-queries.ts';
import { describeVideo } from './describe-video.ts';
import { cutPage, type ListIdentity, readCursor } from './list-cursor.ts';
import { mayEdit, mayWatch } from './video-visibility.ts';
import {
  deleteVideo,
  findAssetOwner,
  findVideo,
  insertVideo,
  listVideos,
  updateVideo,
  type VideoChange,
  type VideoRow,
} from './videos-queries.ts';
import type { Video, VideoCreate, VideoListQuery, VideoPage, VideoPatch } from './videos-schemas.ts';

type Parts = Pick<ServerDependencies, 'database' | 'config'>;

/** What the public sees, or with `mine` what the caller owns. */
export async function readVideoPage({ database, config }: Parts, caller: Caller | null, query: VideoListQuery): Promise<VideoPage> {
  const { sort = 'newest', limit = 24, channel = null, tag = null, mine = false, cursor } = query;
  if (mine && !caller) throw new AppError('unauthenticated', 'Whose videos? `mine` needs a token or session.');
  const ownerId = mine && caller ? caller.accountId : null;
  const list: ListIdentity = ['videos', sort, channel, tag, ownerId];
  const after = cursor === undefined ? null : readCursor(config.secret, list, cursor);
  const now = new Date();
  const found = await listVideos(database, { ownerId, channelHandle: channel, tag }, { sort, after, limit: limit + 1 }, now);
  const { rows, nextCursor } = cutPage(found, limit, config.secret, list);
  return { items: rows.map((row) => describeVideo(config, row, now)), nextCursor };
}

/** @throws AppError `not_found` for unknown videos and for those that the caller may not know of. */
export async function readVideo({ database, config }: Parts, caller: Caller | null, id: string): Promise<Video> {
  const now = new Date();
  return describeVideo(config, await findWatchable(database, caller, id, now), now);
}

export async function createVideo({ database, config }: Parts, caller: Caller, wish: VideoCreate): Promise<Video> {
  assertCreator(caller);
  const id = createId();
  const change = await planChange(database, caller, caller.accountId, wish);
  await insertVideo(database, { ...change, id, ownerId: caller.accountId, title: wish.title });
  return readVideo({ database, config }, caller, id);
}

export async function changeVideo({ database, config }: Parts, caller: Caller, id: string, patch: VideoPatch): Promise<Video> {
  const video = await findEditable(database, caller, id);
  const changed = await updateVideo(database, id, await planChange(database, caller, video.ownerId, patch));
  if (!changed) throw new AppError('not_found', NO_VIDEO);
  return readVideo({ database, config }, caller, id);
}

export async function removeVideo({ database }: Parts, caller: Caller, id: string): Promise<void> {
  await findEditable(database, caller, id);
  await deleteVideo(database, id);
}

const NO_VIDEO = 'There is no video with this id.';

async function findWatchable(database: Database, caller: Caller | null, id: string, now: Date): Promise<VideoRow> {
  const video = await findVideo(database, id);
  if (!video || !mayWatch(video, caller, now)) throw new AppError('not_found', NO_VIDEO);
  return video;
}

async function findEditable(database: Database, caller: Caller, id: string): Promise<VideoRow> {
  const video = await findWatchable(database, caller, id, new Date());
  if (!mayEdit(video, caller)) throw new AppError('forbidden', 'Only its owner may change this video.');
  return video;
}

/** Turns the API's words (a handle, an ISO date) into columns, and checks that what they name is the owner's. */
async function planChange(database: Database, caller: Caller, ownerId: string, wish: VideoPatch): Promise<VideoChange> {
  const { channel, publishAt, assetId, ...plain } = wish;
  const change: { -readonly [Key in keyof VideoChange]: VideoChange[Key] } = { ...plain };
  if (publishAt !== undefined) change.publishAt = publishAt === null ? null : readInstant(publishAt);
  if (channel !== undefined) change.channelId = channel === null ? null : await findOwnChannel(database, caller, ownerId, channel);
  if (assetId !== undefined) change.assetId = await checkOwnAsset(database, ownerId, assetId);
  return change;
}

/** Offsets can carry an instant beyond the years that PostgreSQL and ISO 8601 write alike (0001 to 9999), so neither end is near. */
const FIRST_INSTANT_MS = Date.UTC(1970, 0);
const END_OF_INSTANTS_MS = Date.UTC(3000, 0);

function readInstant(text: string): Date {
  const instant = new Date(text);
  const time = instant.getTime();
  if (Number.isNaN(time)) throw new AppError('validation_failed', 'publishAt is not an instant that exists.');
  if (time < FIRST_INSTANT_MS || time >= END_OF_INSTANTS_MS) {
    throw new AppError('validation_failed', 'publishAt must lie in the years 1970 to 2999, in UTC.');
  }
  return instant;
}

async function findOwnChannel(database: Database, caller: Caller, ownerId: string, handle: string): Promise<string> {
  const channel = await findChannelKey(database, handle);
  if (!channel || (channel.ownerId !== ownerId && !mayEdit(channel, caller))) {
    throw new AppError('validation_failed', 'channel: you have no channel with this handle.');
  }
  return channel.id;
}

async function checkOwnAsset(database: Database, ownerId: string, assetId: string): Promise<string> {
  if ((await findAssetOwner(database, assetId)) !== ownerId) {
    throw new AppError('validation_failed', "assetId: the video's owner has no asset with this id.");
  }
  return assetId;
}
