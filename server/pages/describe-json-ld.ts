import type { EpisodePageData, PageData, ShowCard, ShowEpisodesPage } from './pages-schemas.ts';

type Absolute = (path: string) => string;
type JsonLd = Readonly<Record<string, unknown>>;

/** What a page is about, in schema.org's words, for search engines; null where there is nothing to say. */
export function describeJsonLd(page: PageData, absolute: Absolute): JsonLd | null {
  if (page.kind === 'show') return { '@context': 'https://schema.org', ...describeSeries(page, absolute) };
  if (page.kind === 'episode') return { '@context': 'https://schema.org', ...describeEpisodeThing(page, absolute) };
  return null;
}

function describeSeries({ show, path }: ShowEpisodesPage, absolute: Absolute): JsonLd {
  return {
    ...describeShowThing(show, path, absolute),
    description: show.summary,
    genre: show.categories,
    isFamilyFriendly: !show.isExplicit,
    ...(show.license && { license: show.license.url ?? show.license.name }),
    ...(show.people.length > 0 && { actor: show.people.map(({ name }) => ({ '@type': 'Person', name })) }),
  };
}

/** https://schema.org/PodcastSeries */
function describeShowThing(show: ShowCard, path: string, absolute: Absolute): JsonLd {
  return {
    '@type': 'PodcastSeries',
    name: show.title,
    url: absolute(path),
    webFeed: absolute(show.feed),
    inLanguage: show.language,
    author: { '@type': 'Organization', name: show.author },
    ...(show.artwork && { image: absolute(show.artwork.large) }),
  };
}

/** https://schema.org/PodcastEpisode */
function describeEpisodeThing({ show, episode, path }: EpisodePageData, absolute: Absolute): JsonLd {
  const { audio, film, durationSeconds, label, season, artwork } = episode;
  const file = film?.isEnclosure ? film.mp4 : audio;
  const duration = durationSeconds === null ? {} : { duration: `PT${Math.round(durationSeconds)}S` };
  return {
    '@type': 'PodcastEpisode',
    name: episode.title,
    url: absolute(path),
    datePublished: episode.date,
    description: episode.summary,
    ...(durationSeconds !== null && { timeRequired: `PT${Math.round(durationSeconds)}S` }),
    ...(label && { episodeNumber: label }),
    ...(season !== null && { partOfSeason: { '@type': 'PodcastSeason', seasonNumber: season } }),
    isFamilyFriendly: !episode.isExplicit,
    ...((artwork ?? show.artwork) && { image: absolute((artwork ?? show.artwork)?.large ?? '') }),
    ...(file && {
      associatedMedia: {
        '@type': film?.isEnclosure ? 'VideoObject' : 'AudioObject',
        contentUrl: absolute(file.src),
        encodingFormat: file.type,
        contentSize: String(file.sizeBytes),
        ...duration,
      },
    }),
    partOfSeries: describeShowThing(show, show.path, absolute),
  };
}
