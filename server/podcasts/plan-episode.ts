import { AppError } from '../../core/errors.ts';
import { isVisible } from '../../core/podcasts/clean-text.ts';
import { EpisodeDetails } from '../../core/podcasts/podcast-details.ts';
import { assertVisible } from './check-show.ts';
import type { EpisodeColumns } from './episode-changes-queries.ts';
import type { EpisodePatch } from './episodes-schemas.ts';
import { type Publication, planPublication } from './plan-publication.ts';
import { readInstant } from './read-instant.ts';
import { splitDetails } from './split-details.ts';

/** What a change is decided by. */
export interface EpisodeBefore extends Publication {
  readonly title: string;
  readonly assetId: string | null;
  readonly season: number | null;
  readonly number: number | null;
}

export const NEW_EPISODE: EpisodeBefore = { title: '', assetId: null, season: null, number: null, state: 'DRAFT', publishAt: null };

export interface EpisodePlan {
  readonly columns: EpisodeColumns & Publication;
  readonly details: EpisodeDetails;
  /** The episode as it will be. */
  readonly after: EpisodeBefore;
  /** A feed shows the episode, or did, or will. */
  readonly concernsFeed: boolean;
  /** Its files carry something that changes. */
  readonly concernsFiles: boolean;
  readonly replacesAsset: boolean;
  /** Old files may not stand in for the new sound: nobody has heard them yet. */
  readonly retiresFiles: boolean;
}

/**
 * Decides what a wish changes, and what follows from it.
 * @throws AppError `schedule_in_past`, `not_ready_to_publish` without a title or an asset, `validation_failed`
 */
export function planEpisode(before: EpisodeBefore, wish: EpisodePatch, now: Date): EpisodePlan {
  assertVisible('title', wish.title);
  const { columns, details } = splitDetails<EpisodePatch, EpisodeDetails>(wish, EpisodeDetails);
  const { state, publishAt, pubDate, ...plain } = columns;
  const publication = planPublication({ state: before.state, publishAt: before.publishAt }, { state, publishAt }, now);
  const after: EpisodeBefore = { ...before, ...plain, ...publication };
  if (after.state === 'PUBLISHED') assertReady(after);
  const dates = pubDate === undefined ? {} : { pubDate: pubDate === null ? null : readInstant('pubDate', pubDate) };
  const isHeard = before.publishAt !== null && before.publishAt <= now;
  const replacesAsset = after.assetId !== before.assetId;
  return {
    columns: { ...plain, ...dates, ...publication },
    details,
    after,
    concernsFeed: before.state === 'PUBLISHED' || after.state === 'PUBLISHED',
    concernsFiles: replacesAsset || after.title !== before.title || after.season !== before.season || after.number !== before.number,
    replacesAsset,
    retiresFiles: replacesAsset && !isHeard,
  };
}

function assertReady({ title, assetId }: EpisodeBefore): void {
  if (!isVisible(title)) throw new AppError('not_ready_to_publish', 'An episode needs a title before it can be published.');
  if (assetId === null)
    throw new AppError('not_ready_to_publish', 'An episode needs its sound before it can be published: give an assetId.');
}
