import type { Queryable } from '../../core/database.ts';

/** Who may play an asset without a token. */
export interface PlaybackAccess {
  readonly isPublic: boolean;
}

/**
 * Null for an unknown asset; `isPublic` as in playback-links.ts: a PUBLIC video whose time has come shows it, or a
 * public show's episode that is out for everybody, whose feed names the playlist.
 */
export async function findPlaybackAccess(database: Queryable, assetId: string, now: Date): Promise<PlaybackAccess | null> {
  const asset = await database.asset.findUnique({
    where: { id: assetId },
    select: {
      videos: { where: { visibility: 'PUBLIC', OR: [{ publishAt: null }, { publishAt: { lte: now } }] }, select: { id: true }, take: 1 },
      episodes: {
        where: {
          state: 'PUBLISHED',
          publishAt: { lte: now },
          audience: 'EVERYONE',
          deletedAt: null,
          show: { visibility: 'PUBLIC', deletedAt: null },
        },
        select: { id: true },
        take: 1,
      },
    },
  });
  return asset && { isPublic: asset.videos.length > 0 || asset.episodes.length > 0 };
}
