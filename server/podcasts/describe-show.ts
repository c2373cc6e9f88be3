import type { ShowDetails } from '../../core/podcasts/podcast-details.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { describeArtwork } from './describe-artwork.ts';
import type { EpisodeCounts, ShowRow } from './shows-queries.ts';
import type { Show } from './shows-schemas.ts';

export interface ShowFacts {
  readonly show: ShowRow;
  readonly counts: EpisodeCounts | undefined;
  /** The owner reads what the public does not: the address of mail, and episodes for subscribers in the count. */
  readonly isOwner: boolean;
}

/** What the API says of a show. */
export function describeShow(publicUrl: string, { show, counts, isOwner }: ShowFacts): Show {
  const { id, slug, guid, title, description, mode, type, visibility, language, author, link, copyright, explicit } = show;
  const { categories, pageSize, newFeedUrl, redirects } = show;
  const isPublic = visibility === 'PUBLIC';
  const hasVideoFeed = show.feeds.length > 0;
  return {
    ...{ id, slug, guid, title, description, mode, type, visibility, language, author, link, copyright, explicit },
    ...{ categories, pageSize, newFeedUrl, redirects },
    ...describeDetails(show.details, mode),
    ownerEmail: isOwner ? (show.details.ownerEmail ?? null) : null,
    channel: show.channel,
    artwork: describeArtwork(publicUrl, id, show.artwork),
    episodeCount: (isOwner ? counts?.all : counts?.everyone) ?? 0,
    feed: isPublic ? podcastUrls.feed(publicUrl, slug) : null,
    videoFeed: isPublic && hasVideoFeed ? podcastUrls.videoFeed(publicUrl, slug) : null,
    page: podcastUrls.showPage(publicUrl, slug),
    createdAt: show.createdAt.toISOString(),
    updatedAt: show.updatedAt.toISOString(),
    deletedAt: show.deletedAt?.toISOString() ?? null,
  };
}

/** What nobody has said reads as the feed has it. */
function describeDetails(details: ShowDetails, mode: Show['mode']): Required<Omit<ShowDetails, 'ownerEmail'>> {
  return {
    persons: details.persons ?? [],
    locations: details.locations ?? [],
    txts: details.txts ?? [],
    funding: details.funding ?? [],
    license: details.license ?? null,
    ownerName: details.ownerName ?? null,
    medium: details.medium ?? (mode === 'VIDEO' ? 'video' : 'podcast'),
    locked: details.locked ?? false,
    updateFrequency: details.updateFrequency ?? null,
    podping: details.podping ?? false,
    block: details.block ?? false,
    blockedPlatforms: details.blockedPlatforms ?? [],
    complete: details.complete ?? false,
  };
}
