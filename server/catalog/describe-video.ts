import type { ServerDependencies } from '../app.ts';
import { isPublished, playbackUrls } from '../playback/playback-links.ts';
import type { VideoRow } from './videos-queries.ts';
import type { Video } from './videos-schemas.ts';

/** What the API says of a video, to somebody who may watch it: links of media that are not public are signed. */
export function describeVideo(config: ServerDependencies['config'], row: VideoRow, now: Date): Video {
  const { id, title, description, visibility, tags, language, assetId, assetState, durationSeconds, width, height } = row;
  return {
    id,
    assetId,
    assetState,
    title,
    description,
    channel: row.channelHandle === null ? null : { handle: row.channelHandle, title: row.channelTitle ?? '' },
    visibility,
    publishAt: row.publishAt?.toISOString() ?? null,
    tags,
    language,
    createdAt: row.createdAt.toISOString(),
    durationSeconds,
    width,
    height,
    ...describeLinks(config, row, now),
  };
}

function describeLinks(config: ServerDependencies['config'], row: VideoRow, now: Date): Pick<Video, 'poster' | 'playback'> {
  if (row.assetId === null || row.assetVersion === null) return { poster: null, playback: null };
  const plays = row.assetState === 'PLAYABLE' || row.assetState === 'READY';
  const asset = { assetId: row.assetId, version: row.assetVersion, hasPoster: row.hasPoster, isPublic: isPublished(row, now) };
  const { hls, poster } = playbackUrls(config, asset, now);
  return { poster, playback: plays ? { hls } : null };
}
