import type { ShowEpisodesPage } from '../../server/pages/pages-schemas.ts';
import { Artwork } from '../components/artwork.tsx';
import { EpisodeList } from '../components/episode-list.tsx';
import { PageLinks, pageAddress } from '../components/page-links.tsx';
import { PeopleAndMore } from '../components/people-and-more.tsx';
import { RenderedNotes } from '../components/rendered-notes.tsx';
import { ShowOwnerTools } from '../components/show-owner-tools.tsx';
import { SubscribeButtons } from '../components/subscribe-buttons.tsx';
import { useTitle } from '../components/use-title.ts';

/** A show: what it is, how to subscribe, and its episodes. */
export function ShowPage({ page }: { readonly page: ShowEpisodesPage }) {
  const { show, episodes, seasons, season, paging, path } = page;
  useTitle(show.title);
  const order = show.isSerial
    ? { newer: 'Earlier episodes', older: 'Later episodes' }
    : { newer: 'Newer episodes', older: 'Older episodes' };
  return (
    <div class="content show">
      <header class="show-head">
        <Artwork artwork={show.artwork} title={show.title} sizes="(width < 640px) 60vw, 300px" isFirst />
        <div class="show-words">
          <h1 lang={show.language} dir="auto">
            {show.title}
          </h1>
          <Byline show={show} />
          <RenderedNotes html={show.notes} language={show.language} />
          <SubscribeButtons show={show} />
          <ShowOwnerTools slug={show.slug} path={path} />
        </div>
      </header>
      <section aria-labelledby="episodes">
        <div class="episodes-head">
          <h2 id="episodes" class="section-title">
            {show.episodeCount === 1 ? '1 episode' : `${show.episodeCount} episodes`}
          </h2>
          <SeasonLinks page={page} />
        </div>
        {episodes.length === 0 ? (
          <p class="quiet">Its first episode will stand here as soon as it is out.</p>
        ) : (
          <EpisodeList episodes={episodes} language={show.language} hasSeasons={seasons.length > 1 && season === null} />
        )}
        <PageLinks path={path} paging={paging} query={{ season }} {...order} />
      </section>
      <PeopleAndMore of={show} copyright={show.copyright} />
    </div>
  );
}

function Byline({ show }: Pick<ShowEpisodesPage, 'show'>) {
  const facts = [
    show.categories.map((category) => category.split(' > ').at(-1)).join(', '),
    show.updates,
    show.isComplete ? 'Complete' : null,
  ];
  return (
    <p class="facts">
      <span class="show-author" dir="auto">
        {show.channel ? <a href={`/channels/${show.channel.handle}`}>{show.author}</a> : show.author}
      </span>
      {facts.filter(Boolean).map((fact) => (
        <span key={fact} dir="auto">
          {fact}
        </span>
      ))}
      {show.link && (
        <a class="link" href={show.link} rel="noopener">
          Website
        </a>
      )}
      {show.isExplicit && <span class="tag">Explicit</span>}
    </p>
  );
}

function SeasonLinks({ page: { seasons, season, path } }: { readonly page: ShowEpisodesPage }) {
  if (seasons.length < 2) return null;
  const links = [{ number: null, name: 'All' }, ...seasons];
  return (
    <nav class="seasons" aria-label="Seasons">
      {links.map(({ number, name }) => (
        <a key={number} class="season" href={pageAddress(path, { season: number })} aria-current={number === season ? 'page' : undefined}>
          {name ?? `Season ${number}`}
        </a>
      ))}
    </nav>
  );
}
