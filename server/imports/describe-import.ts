import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { FailedItem, ImportRow, ItemCounts } from './imports-queries.ts';
import type { FeedImport } from './imports-schemas.ts';

const NOTHING: ItemCounts = { done: 0, processing: 0, failed: 0 };

/** What the API says of an import. */
export function describeImport(
  publicUrl: string,
  row: ImportRow,
  counts: ItemCounts = NOTHING,
  failures: readonly FailedItem[] = [],
): FeedImport {
  const { id, url, state, show, itemsTotal: total, warnings, failureCode, failureDetail, createdAt, finishedAt } = row;
  return {
    ...{ id, url, state, show, warnings },
    progress: { total, ...counts },
    failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' },
    failures: [...failures],
    nextSteps:
      state === 'DONE' && show
        ? describeNextSteps(url, podcastUrls.feed(publicUrl, show.slug), podcastUrls.showPage(publicUrl, show.slug))
        : [],
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

/** Listeners follow a feed only where the old one leads on: apps read `itunes:new-feed-url`, and they follow a 301. */
function describeNextSteps(oldFeed: string, feed: string, page: string): FeedImport['nextSteps'] {
  return [
    { title: 'Look at the show', detail: `Listen at ${page} and read the warnings here. Nobody is led to the new feed yet.` },
    {
      title: 'Announce the new address in the old feed',
      detail: `At the old host, set the new feed address (itunes:new-feed-url) to ${feed}. Podcast apps that read ${oldFeed} move their subscribers on.`,
    },
    {
      title: 'Redirect the old feed',
      detail: `Then let the old host answer ${oldFeed} with a permanent redirect (301) to ${feed}, and keep it for as long as you can: at least four weeks, better for ever.`,
    },
    {
      title: 'Publish here alone',
      detail:
        'Episodes keep their guids, so no app shows them twice. Publish new ones here; what came out at the old host meanwhile is brought over by importing the same address again.',
    },
  ];
}
