import { isPermanent } from '../../core/errors.ts';
import { checkChapters } from '../../core/podcasts/check-chapters.ts';
import { knownLanguage } from '../../core/podcasts/language-tags.ts';
import type { Chapter, Cue, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';
import { readChapters } from '../../core/podcasts/read-chapters.ts';
import { storeChapters } from '../../core/podcasts/store-chapters.ts';
import { MAX_TRANSCRIPT_BYTES, parseTranscript, type TranscriptSource } from '../../core/podcasts/transcripts/parse-transcript.ts';
import { storeTranscript } from '../../core/podcasts/transcripts/store-transcript.ts';
import type { ReadItem, ReadTranscript, Warn } from './feed-shapes.ts';
import type { FetchParts } from './fetch-artwork.ts';
import { leaveOutAddresses } from './leave-out-addresses.ts';
import { readFeedText } from './read-feed-text.ts';
import { askHost, checkStatus, FEED_FAULTS } from './translate-fault.ts';

const MAX_CHAPTERS_BYTES = 2 ** 20;

/** Transcripts that can be read, those that tell most first: speakers, then times. */
const SOURCES: readonly (readonly [source: TranscriptSource, types: readonly string[], suffix: string])[] = [
  ['vtt', ['text/vtt'], '.vtt'],
  ['json', ['application/json'], '.json'],
  ['srt', ['application/srt', 'application/x-subrip', 'text/srt', 'application/x-srt'], '.srt'],
];

/** Chapters and transcripts enrich an episode; a fault in them is told, and the episode goes without. */
async function orWarn<T>(parts: FetchParts, warn: Warn, what: string, otherwise: T, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (parts.signal.aborted || !isPermanent(error)) throw error;
    warn(`${what} were left out: ${error.message}`);
    return otherwise;
  }
}

/** The episode's chapters, from their document or else from the feed itself, stored. */
export async function fetchChapters(parts: FetchParts, episodeId: string, item: ReadItem, warn: Warn) {
  const none = { chapters: [] as Chapter[], chaptersFile: null };
  const finish = async (found: readonly Chapter[]) => {
    const chapters = checkChapters(found, null);
    return { chapters, chaptersFile: await storeChapters(parts.objectStore, episodeId, chapters) };
  };
  const { chaptersUrl } = item;
  const fetched = chaptersUrl
    ? await orWarn(parts, warn, 'The chapters', none, async () => {
        const { body, headers } = await fetchText(parts, chaptersUrl, MAX_CHAPTERS_BYTES);
        return finish(readChapters(readFeedText(body, headers['content-type'] ?? ''), leaveOutAddresses(warn)));
      })
    : none;
  if (fetched.chapters.length > 0 || item.chapters.length === 0) return fetched;
  return orWarn(parts, warn, "The feed's own chapters", none, () => finish(item.chapters));
}

export interface FetchedTranscript {
  readonly language: string;
  readonly cues: readonly Cue[];
  readonly files: TranscriptFiles;
}

/** One transcript a language: of the documents that a feed offers, the best that can be read. */
export async function fetchTranscripts(
  parts: FetchParts,
  episodeId: string,
  item: ReadItem,
  showLanguage: string,
  warn: Warn,
): Promise<FetchedTranscript[]> {
  const found: FetchedTranscript[] = [];
  if (item.transcripts.length > 0 && rankReadable(item.transcripts).length === 0) {
    warn('The transcript was left out: it comes neither as VTT nor as SRT nor as JSON.');
  }
  for (const [language, offered] of groupByLanguage(item.transcripts, showLanguage)) {
    for (const { url, source } of rankReadable(offered)) {
      const transcript = await orWarn(parts, warn, `The transcript's lines (${language})`, null, async () => {
        const cues = await parseTranscript((await fetchText(parts, url, MAX_TRANSCRIPT_BYTES)).body, { source });
        return { language, cues, files: await storeTranscript(parts.objectStore, episodeId, language, cues) };
      });
      if (!transcript) continue;
      found.push(transcript);
      break;
    }
  }
  return found;
}

function groupByLanguage(transcripts: readonly ReadTranscript[], showLanguage: string): Map<string, ReadTranscript[]> {
  const groups = new Map<string, ReadTranscript[]>();
  for (const transcript of transcripts) {
    const language = knownLanguage(transcript.language?.replaceAll('_', '-') ?? '') ?? showLanguage;
    groups.set(language, [...(groups.get(language) ?? []), transcript]);
  }
  return groups;
}

function rankReadable(offered: readonly ReadTranscript[]): { url: string; source: TranscriptSource }[] {
  return SOURCES.flatMap(([source, types, suffix]) => {
    const matches = ({ type, url }: ReadTranscript) => types.includes(type) || (type === '' && new URL(url).pathname.endsWith(suffix));
    return offered.filter(matches).map(({ url }) => ({ url, source }));
  });
}

function fetchText({ outbound, signal }: FetchParts, url: string, maxBytes: number) {
  return askHost(FEED_FAULTS, signal, async () => {
    const answer = await outbound.request(url, { maxBytes, signal });
    checkStatus(answer.status, url, FEED_FAULTS);
    return answer;
  });
}
