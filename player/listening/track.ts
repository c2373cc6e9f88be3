import type { EpisodePageData, ShowCard } from '../../server/pages/pages-schemas.ts';

export type Chapter = EpisodePageData['episode']['chapters'][number];
export type Cue = NonNullable<EpisodePageData['episode']['transcript']>['cues'][number];

/** An episode as whoever plays it needs to know it. */
export interface Track {
  readonly id: string;
  readonly title: string;
  readonly show: string;
  /** The episode's own page; null where it has none that we know of. */
  readonly path: string | null;
  readonly artwork: ShowCard['artwork'];
  /** As it is known beforehand; 0 when it is not. */
  readonly durationSeconds: number;
  readonly chapters: readonly Chapter[];
  /** The waveform, 0 to 100 each; empty where there is none. */
  readonly peaks: readonly number[];
}

export function toTrack({ show, episode }: Pick<EpisodePageData, 'show' | 'episode'>): Track {
  return {
    id: episode.id,
    title: episode.title,
    show: show.title,
    path: episode.path,
    artwork: episode.artwork ?? show.artwork,
    durationSeconds: episode.durationSeconds ?? 0,
    chapters: episode.chapters,
    peaks: episode.peaks,
  };
}
