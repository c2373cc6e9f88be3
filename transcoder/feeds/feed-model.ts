import type { Chapter, EpisodeDetails, ShowDetails, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';

/** What a feed is rendered from: plain values, no rows and no services. Dates are instants, lengths seconds and bytes. */
export interface FeedShow {
  readonly id: string;
  readonly slug: string;
  readonly guid: string;
  readonly title: string;
  readonly description: string;
  readonly mode: 'AUDIO' | 'VIDEO';
  readonly type: 'EPISODIC' | 'SERIAL';
  readonly visibility: 'PUBLIC' | 'PRIVATE';
  readonly language: string;
  readonly author: string;
  readonly link: string | null;
  readonly copyright: string | null;
  readonly explicit: boolean;
  readonly categories: readonly string[];
  readonly details: ShowDetails;
  readonly artwork: FeedArtwork | null;
  readonly pageSize: number | null;
  readonly newFeedUrl: string | null;
  /** Somebody has a private link: only then a private feed is worth building. */
  readonly hasSubscribers: boolean;
}

export interface FeedArtwork {
  readonly hash: string;
  readonly sizePx: number;
}

/** A file that a listener fetches. */
export interface FeedFile {
  readonly kind: 'MP3' | 'M4A' | 'MP4';
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  readonly bitrateBps: number;
  readonly codecs: string;
  readonly integrity: string;
}

export interface FeedTranscript {
  readonly language: string;
  readonly files: TranscriptFiles;
}

/** An episode that is out. */
export interface FeedEpisode {
  readonly id: string;
  readonly guid: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'FULL' | 'TRAILER' | 'BONUS';
  readonly season: number | null;
  readonly number: number | null;
  readonly explicit: boolean | null;
  readonly audience: 'EVERYONE' | 'SUBSCRIBERS';
  readonly publishedAt: Date;
  readonly details: EpisodeDetails;
  readonly artwork: FeedArtwork | null;
  readonly chapters: readonly Chapter[];
  readonly chaptersFile: string | null;
  readonly files: readonly FeedFile[];
  readonly transcripts: readonly FeedTranscript[];
  /** The film behind it, where its asset has a picture and plays: its HLS is public. */
  readonly film: FeedFilm | null;
}

/** The best quality of an asset's HLS, with its sound. */
export interface FeedFilm {
  readonly assetId: string;
  readonly height: number;
  readonly codecs: string;
  readonly bitrateBps: number;
  readonly sizeBytes: number;
}

/** Which of a show's feeds: its documents differ in episodes, enclosures and addresses. */
export type FeedFlavour = 'public' | 'video' | 'private';

/** The settings that every feed depends on. */
export interface FeedSettings {
  readonly publicUrl: string;
  readonly op3: boolean;
  readonly usesPodping: boolean;
}

/** One document to render. */
export interface FeedDocument {
  /** As in FeedBuild: `feed`, `feed-2`, `video`, `private`. */
  readonly name: string;
  readonly flavour: FeedFlavour;
  readonly selfUrl: string;
  readonly episodes: readonly FeedEpisode[];
  /** RFC 5005, 3: where the other pages are; empty for a feed that is whole. */
  readonly pageLinks: readonly { readonly rel: 'first' | 'previous' | 'next' | 'last'; readonly url: string }[];
}
