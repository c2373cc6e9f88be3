import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { canonicalLanguage } from '../../core/podcasts/language-tags.ts';
import type { TranscriptFiles } from '../../core/podcasts/podcast-details.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { parseTranscript, type TranscriptSource } from '../../core/podcasts/transcripts/parse-transcript.ts';
import { renderCues } from '../../core/podcasts/transcripts/render-cues.ts';
import { storeTranscript } from '../../core/podcasts/transcripts/store-transcript.ts';
import { wantFeed } from '../../core/podcasts/wanted-queries.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import type { EpisodeAddress } from './chapters-service.ts';
import { readLanguage } from './check-show.ts';
import type { EpisodeRow } from './episodes-queries.ts';
import type { Episode } from './episodes-schemas.ts';
import { findKnownEpisode, findOwnEpisode } from './find-episode.ts';
import { inTransaction } from './shows-queries.ts';
import { deleteTranscript, findTranscript, saveTranscript } from './transcripts-queries.ts';
import type { TranscriptList } from './transcripts-schemas.ts';

type EpisodeTranscript = Episode['transcripts'][number];
type Parts = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'jobs' | 'objectStore'>;

interface TranscriptAddress extends EpisodeAddress {
  readonly language: string;
}

/** @throws AppError as findKnownEpisode */
export async function readTranscripts(parts: Parts, caller: Caller | null, { slug, id }: EpisodeAddress): Promise<TranscriptList> {
  const { transcripts, id: episodeId } = await findKnownEpisode(parts.database, caller, slug, id);
  return { items: transcripts.map(({ language, files }) => describe(parts, episodeId, language, files)) };
}

/**
 * @returns a TranscriptWithCues in JSON
 * @throws AppError `not_found` without a transcript in this language, and as findKnownEpisode
 */
export async function readTranscript(parts: Parts, caller: Caller | null, address: TranscriptAddress): Promise<string> {
  const { id } = await findKnownEpisode(parts.database, caller, address.slug, address.id);
  const language = sameLanguage(address.language);
  const transcript = await findTranscript(parts.database, id, language);
  if (!transcript) throw noTranscript(language);
  return renderAnswer(describe(parts, id, language, transcript.files), transcript.cuesJson);
}

/** A file that somebody uploads; `source` is null where its beginning has to tell what it is. */
interface TranscriptUpload {
  readonly bytes: Uint8Array;
  readonly source: TranscriptSource | null;
}

/**
 * Adds or replaces an episode's transcript in one language.
 * @returns a TranscriptWithCues in JSON
 * @throws AppError `transcript_refused` with the line that is at fault, `validation_failed` for no language, and as findOwnEpisode
 */
export async function replaceTranscript(
  parts: Parts,
  caller: Caller,
  address: TranscriptAddress,
  { bytes, source }: TranscriptUpload,
): Promise<string> {
  const episode = await findOwnEpisode(parts.database, caller, address.slug, address.id);
  const { id, showId } = episode;
  const language = readLanguage(address.language);
  const cues = await parseTranscript(bytes, { source, durationSeconds: knownDuration(episode) });
  const cuesJson = await renderCues(cues);
  const files = await storeTranscript(parts.objectStore, id, language, cues);
  await changeFeed(parts, showId, (transaction) => saveTranscript(transaction, id, language, { cuesJson, files }));
  return renderAnswer(describe(parts, id, language, files), cuesJson);
}

/** Of the sound that listeners get; null as long as it is not made, or came with an import. */
function knownDuration({ asset }: EpisodeRow): number | null {
  return asset?.master?.durationSeconds ?? asset?.durationSeconds ?? null;
}

/** Put together from what is JSON already: its cues can be many. */
const renderAnswer = (transcript: EpisodeTranscript, cuesJson: string) => `${JSON.stringify(transcript).slice(0, -1)},"cues":${cuesJson}}`;

/** @throws AppError `not_found` without a transcript in this language, and as findOwnEpisode */
export async function removeTranscript(parts: Parts, caller: Caller, address: TranscriptAddress): Promise<void> {
  const { id, showId } = await findOwnEpisode(parts.database, caller, address.slug, address.id);
  const language = sameLanguage(address.language);
  await changeFeed(parts, showId, async (transaction) => {
    if (!(await deleteTranscript(transaction, id, language))) throw noTranscript(language);
  });
}

async function changeFeed(
  { database, jobs, redis }: Parts,
  showId: string,
  change: (transaction: Queryable) => Promise<void>,
): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await change(transaction);
    await wantFeed(transaction, showId);
  });
  await jobs.feeds.add({ showId });
  await announceFeedChange(redis, showId);
}

const noTranscript = (language: string) => new AppError('not_found', `The episode has no transcript in the language "${language}".`);

/** Reading and deleting take any tag: a transcript may stand under one that nobody registered. */
function sameLanguage(text: string): string {
  return canonicalLanguage(text) ?? text;
}

function describe({ config }: Parts, episodeId: string, language: string, files: TranscriptFiles): EpisodeTranscript {
  const url = (fileName: string) => podcastUrls.media(config.publicUrl, episodeId, fileName);
  return { language, vtt: url(files.vtt), srt: url(files.srt), json: url(files.json), html: url(files.html) };
}
