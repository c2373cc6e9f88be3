import type { Queryable } from '../../core/database.ts';
import type { Chapter } from '../../core/podcasts/podcast-details.ts';

/** Chapters that the owner chose, or chose to have none; those of a source never replace them. */
export async function saveChapters(
  transaction: Queryable,
  episodeId: string,
  chapters: readonly Chapter[],
  chaptersFile: string | null,
): Promise<void> {
  await transaction.episode.updateMany({
    where: { id: episodeId },
    data: { chapters: [...chapters], chaptersFile, chaptersFromSource: false },
  });
}
