import type { Queryable } from '../../core/database.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { Prisma } from '../../prisma/generated/client.ts';

export async function findShowArtwork(database: Queryable, id: string): Promise<StoredArtwork | null> {
  const { artwork } = await database.show.findUniqueOrThrow({ where: { id }, select: { artwork: true } });
  return artwork as unknown as StoredArtwork | null;
}

export async function setShowArtwork(database: Queryable, id: string, artwork: StoredArtwork | null): Promise<void> {
  await database.show.updateMany({ where: { id }, data: { artwork: toColumn(artwork) } });
}

export async function setEpisodeArtwork(database: Queryable, id: string, artwork: StoredArtwork | null): Promise<void> {
  await database.episode.updateMany({ where: { id }, data: { artwork: toColumn(artwork) } });
}

const toColumn = (artwork: StoredArtwork | null) => (artwork === null ? Prisma.DbNull : { ...artwork });
