import type { ShowCard } from '../../server/pages/pages-schemas.ts';
import { Artwork } from './artwork.tsx';

const SIZES = '(width < 640px) 44vw, 210px';

/** Shows as square pictures with their names; one row of them stands below a heading of its own. */
export function ShowGrid({ shows, isRow = false }: { readonly shows: readonly ShowCard[]; readonly isRow?: boolean }) {
  const Title = isRow ? 'h3' : 'h2';
  const grid = (
    <ul class={isRow ? 'show-grid show-row' : 'show-grid'}>
      {shows.map((show) => (
        <li key={show.slug}>
          <a class="show-card" href={show.path} lang={show.language}>
            <Artwork artwork={show.artwork} title={show.title} sizes={SIZES} />
            <Title class="show-card-title" dir="auto">
              {show.title}
            </Title>
            <span class="show-card-author" dir="auto">
              {show.author}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
  return isRow ? <div class="show-row-place">{grid}</div> : grid;
}
