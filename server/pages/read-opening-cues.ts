import { LRUCache } from 'lru-cache';
import type { Database } from '../../core/database.ts';
import type { Cue } from '../../core/podcasts/podcast-details.ts';
import { findFirstCues, type PageTranscriptRow } from './pages-queries.ts';

/** How a transcript begins, as far as a page carries it. */
export interface Opening {
  readonly cues: readonly Cue[];
  readonly isWhole: boolean;
}

export type ReadOpening = (episodeId: string, transcript: PageTranscriptRow) => Promise<Opening>;

/** A good hour of talk. The rest comes from the transcript's own document when somebody wants it. */
const MAX_CUES = 1500;
/** Of what the cues make of the page, in HTML and as data. */
const MAX_PAGE_BYTES = 600_000;
const REMEMBERED_BYTES = 20_000_000;

/** Reads how transcripts begin and keeps the last ones: their files are named after their content. */
export function createOpeningReader(database: Pick<Database, '$queryRaw'>): ReadOpening {
  const known = new LRUCache<string, { readonly opening: Opening; readonly bytes: number }>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ bytes }) => bytes + 1000,
  });
  return async (episodeId, { language, files }) => {
    const key = `${episodeId} ${language} ${files.json}`;
    const remembered = known.get(key);
    if (remembered) return remembered.opening;
    const found = await findFirstCues(database as Database, episodeId, language, MAX_CUES);
    const { count, bytes } = countFitting(found);
    const opening = { cues: found.slice(0, count), isWhole: count === found.length };
    known.set(key, { opening, bytes });
    return opening;
  };
}

/** How many of the cues a page has room for, and what they take of it. */
function countFitting(cues: readonly Cue[]): { readonly count: number; readonly bytes: number } {
  let bytes = 0;
  for (const [count, cue] of cues.slice(0, MAX_CUES).entries()) {
    const next = bytes + weigh(cue, cues[count - 1]);
    if (next > MAX_PAGE_BYTES) return { count, bytes };
    bytes = next;
  }
  return { count: Math.min(cues.length, MAX_CUES), bytes };
}

/** The marks around a cue, and around the paragraph that begins with another speaker. */
const CUE_BYTES = 200;
const TURN_BYTES = 250;
/** Characters that JSON or HTML writes as up to six. */
const ESCAPED = /[<>&"'\\\p{Cc}\u2028\u2029]/gu;

/** The bytes that a cue takes: its words stand there twice. */
function weigh({ speaker, text }: Cue, previous: Cue | undefined): number {
  const words = (speaker ?? '') + text;
  const escaped = words.match(ESCAPED)?.length ?? 0;
  return CUE_BYTES + (speaker === previous?.speaker ? 0 : TURN_BYTES) + 2 * (Buffer.byteLength(words) + 5 * escaped);
}
