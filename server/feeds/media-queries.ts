import type { Queryable } from '../../core/database.ts';

/** Who may fetch an episode's files. */
export interface StoredEpisode {
  readonly showId: string;
  readonly assetId: string | null;
  readonly state: 'DRAFT' | 'PUBLISHED';
  readonly publishAt: Date | null;
  readonly audience: 'EVERYONE' | 'SUBSCRIBERS';
  readonly isDeleted: boolean;
  readonly showVisibility: 'PUBLIC' | 'PRIVATE';
  readonly isShowDeleted: boolean;
  /** The waveform of its sound, in the store; null until it is made. */
  readonly peaksKey: string | null;
}

export async function findStoredEpisode(database: Queryable, episodeId: string): Promise<StoredEpisode | null> {
  const row = await database.episode.findUnique({
    where: { id: episodeId },
    select: {
      ...{ showId: true, assetId: true, state: true, publishAt: true, audience: true, deletedAt: true },
      show: { select: { visibility: true, deletedAt: true } },
      asset: { select: { master: { select: { peaksKey: true } } } },
    },
  });
  if (!row) return null;
  const { show, asset, deletedAt, ...columns } = row;
  return {
    ...columns,
    isDeleted: deletedAt !== null,
    showVisibility: show.visibility,
    isShowDeleted: show.deletedAt !== null,
    peaksKey: asset?.master?.peaksKey ?? null,
  };
}
