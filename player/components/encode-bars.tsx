import type { Rendition } from '../../server/assets/assets-schemas.ts';
import { nameRendition } from '../words/describe-progress.ts';

/** Each quality's own way to the end, as small bars. */
export function EncodeBars({ renditions }: { readonly renditions: readonly Rendition[] }) {
  return (
    <ul class="encode-bars numbers">
      {renditions.map((rendition) => (
        <li key={rendition.name}>
          <span>{nameRendition(rendition)}</span>
          <progress class="bar-progress" aria-label={`${nameRendition(rendition)} encoded`} max={100} value={rendition.percent} />
          <span class="quiet">{rendition.percent >= 100 ? 'Done' : `${Math.floor(rendition.percent)} %`}</span>
        </li>
      ))}
    </ul>
  );
}
