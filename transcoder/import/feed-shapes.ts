import type { Chapter, EpisodeDetails, ShowDetails } from '../../core/podcasts/podcast-details.ts';

/** A show as another host's feed tells it. */
export interface ReadShow {
  /** podcast:guid; null for feeds that have none. */
  readonly guid: string | null;
  readonly title: string;
  readonly description: string;
  readonly author: string;
  readonly language: string;
  readonly link: string | null;
  readonly copyright: string | null;
  readonly explicit: boolean;
  readonly type: 'EPISODIC' | 'SERIAL';
  readonly mode: 'AUDIO' | 'VIDEO';
  /** Apple's names. */
  readonly categories: string[];
  readonly details: ShowDetails;
  readonly imageUrl: string | null;
  /** podcast:locked says yes; the address of whom it says may unlock it. */
  readonly isLocked: boolean;
  readonly lockedOwner: string | null;
}

/** An item, as ImportedItem.item keeps it until it is fetched. */
export interface ReadItem {
  readonly guid: string;
  readonly title: string;
  readonly description: string;
  /** ISO 8601. */
  readonly pubDate: string;
  readonly type: 'FULL' | 'TRAILER' | 'BONUS';
  readonly season: number | null;
  readonly number: number | null;
  readonly explicit: boolean | null;
  readonly imageUrl: string | null;
  readonly enclosure: { readonly url: string; readonly type: string };
  /** What the feed says, until the file is measured. */
  readonly durationSeconds: number | null;
  readonly chaptersUrl: string | null;
  /** Chapters that stand in the feed itself (Podlove), as they were read. */
  readonly chapters: Chapter[];
  readonly transcripts: readonly ReadTranscript[];
  readonly details: EpisodeDetails;
}

export interface ReadTranscript {
  readonly url: string;
  readonly type: string;
  readonly language: string | null;
}

/** Collects what could not be kept, one sentence each. */
export type Warn = (sentence: string) => void;
