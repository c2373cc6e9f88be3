import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderNotes, renderPlainNotes } from '../../core/podcasts/render-notes.ts';
import { describeShowCard, shorten } from './describe-cards.ts';
import { makeQrCode } from './make-qr-code.ts';
import type { PageShowRow } from './pages-queries.ts';
import type { ShowDetailsOfPage } from './pages-schemas.ts';

const SUMMARY_LENGTH = 300;

/** Everything that a show's page says of it. */
export function describeShowDetails(publicUrl: string, show: PageShowRow, episodeCount: number): ShowDetailsOfPage {
  const { details, link, copyright, channel } = show;
  const feedUrl = podcastUrls.feed(publicUrl, show.slug);
  return {
    ...describeShowCard(show),
    ...{ link, copyright, channel, feedUrl, episodeCount },
    notes: renderNotes(show.description),
    summary: shorten(renderPlainNotes(show.description), SUMMARY_LENGTH),
    categories: [...show.categories],
    isExplicit: show.explicit,
    isSerial: show.type === 'SERIAL',
    isComplete: details.complete ?? false,
    updates: details.updateFrequency?.text ?? null,
    feedQr: makeQrCode(feedUrl),
    people: details.persons ?? [],
    funding: details.funding ?? [],
    license: details.license ?? null,
    locations: details.locations ?? [],
  };
}
