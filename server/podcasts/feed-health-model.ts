import type { ShowDetails, StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import type { FeedHealthCode } from './feed-health-rules.ts';
import type { FeedFinding } from './feed-health-schemas.ts';

/** What the check of a feed's health looks at: plain values. */
export interface HealthShow {
  readonly title: string;
  readonly description: string;
  readonly mode: 'AUDIO' | 'VIDEO';
  readonly type: 'EPISODIC' | 'SERIAL';
  readonly visibility: 'PUBLIC' | 'PRIVATE';
  readonly language: string;
  readonly link: string | null;
  readonly copyright: string | null;
  readonly explicit: boolean;
  readonly categories: readonly string[];
  readonly details: ShowDetails;
  readonly artwork: StoredArtwork | null;
  readonly pageSize: number | null;
  readonly newFeedUrl: string | null;
  readonly redirects: boolean;
}

/** The file that the feed's enclosure names. */
export interface HealthFile {
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  readonly bitrateBps: number;
}

/** An episode that is not deleted: a draft, scheduled, or out. */
export interface HealthEpisode {
  readonly id: string;
  readonly title: string;
  readonly type: 'FULL' | 'TRAILER' | 'BONUS';
  readonly season: number | null;
  readonly number: number | null;
  readonly explicit: boolean | null;
  readonly audience: 'EVERYONE' | 'SUBSCRIBERS';
  readonly state: 'DRAFT' | 'PUBLISHED';
  readonly publishAt: Date | null;
  readonly pubDate: Date | null;
  readonly assetId: string | null;
  /** Of the notes as they were written. */
  readonly notesBytes: number;
  /** A tag in the notes that stands as text, as findForeignTag finds it. */
  readonly foreignTag: string | null;
  readonly artworkPx: number | null;
  readonly chapters: number;
  /** Where the last chapter starts; null without chapters. */
  readonly lastChapterSeconds: number | null;
  readonly transcripts: number;
  readonly failure: { readonly code: string; readonly detail: string } | null;
  readonly file: HealthFile | null;
}

/** All that is looked at. Episodes come newest first. */
export interface HealthCheck {
  readonly show: HealthShow;
  readonly episodes: readonly HealthEpisode[];
  readonly publicUrl: string;
  readonly now: Date;
}

/** One thing that was found; the rule of its code says the rest. */
export interface Sign {
  readonly code: FeedHealthCode;
  readonly where: FeedFinding['where'];
  readonly message: string;
}

export function signOfShow(code: FeedHealthCode, message: string): Sign {
  return { code, where: { kind: 'SHOW' }, message };
}

export function signOfEpisode(code: FeedHealthCode, { id, title }: HealthEpisode, message: string): Sign {
  return { code, where: { kind: 'EPISODE', id, title }, message };
}

/** Its time has come. */
export function isDue({ state, publishAt }: HealthEpisode, now: Date): boolean {
  return state === 'PUBLISHED' && publishAt !== null && publishAt <= now;
}

/** Its time has come and there is a file: feeds carry it. */
export function isOut(episode: HealthEpisode, now: Date): boolean {
  return isDue(episode, now) && episode.file !== null;
}

/** The date that the feed shows. */
export function dateOf({ pubDate, publishAt }: HealthEpisode): Date | null {
  return pubDate ?? publishAt;
}
