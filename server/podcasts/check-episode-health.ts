import { DESCRIPTION_BYTES, TITLE_CHARACTERS } from './check-show-health.ts';
import { dateOf, type HealthCheck, type HealthEpisode, type HealthFile, isDue, type Sign, signOfEpisode } from './feed-health-model.ts';

const SMALLEST_ARTWORK_PX = 1400;
/** Who listens this long wants to find a place again. */
const CHAPTERS_FROM_SECONDS = 600;

/** What a directory would say of each episode that is to come out, and of drafts whose sound cannot be used. */
export function checkEpisodeHealth(check: HealthCheck): Sign[] {
  return check.episodes.flatMap((episode) => {
    const enclosure = checkEnclosure(episode, check);
    if (episode.state === 'DRAFT') return enclosure;
    return [...enclosure, ...checkTitle(episode, check), ...checkNotes(episode), ...checkDate(episode, check), ...checkExtras(episode)];
  });
}

function checkEnclosure(episode: HealthEpisode, { now }: HealthCheck): Sign[] {
  const { failure, file, assetId } = episode;
  if (failure) {
    const reason = `${failure.detail.replace(/\.$/, '')} (${failure.code})`;
    return [signOfEpisode('enclosure_failed', episode, `Its file could not be made: ${reason}.`)];
  }
  if (file) return checkFile(episode, file);
  if (!isDue(episode, now)) return [];
  if (assetId !== null)
    return [signOfEpisode('enclosure_pending', episode, 'Its file is still being made; until then no feed carries it.')];
  return [signOfEpisode('enclosure_missing', episode, 'It is published but has no sound; no feed carries it.')];
}

/** What apps can play, as Apple lists it. */
const CONTENT_TYPES = new Set(['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'video/mp4', 'video/x-m4v', 'video/quicktime']);

function checkFile(episode: HealthEpisode, { contentType, sizeBytes, durationSeconds, bitrateBps }: HealthFile): Sign[] {
  const signs: Sign[] = [];
  if (!CONTENT_TYPES.has(contentType))
    signs.push(signOfEpisode('enclosure_type', episode, `Its file is "${contentType}", which Apple does not take.`));
  if (sizeBytes <= 0) signs.push(signOfEpisode('enclosure_empty', episode, 'Its file is empty.'));
  if (!(durationSeconds > 0)) signs.push(signOfEpisode('duration_missing', episode, 'Nobody knows how long it is.'));
  if (bitrateBps <= 0)
    signs.push(signOfEpisode('bitrate_missing', episode, 'How many bytes a minute of it takes is not known, so downloads cannot be told.'));
  return signs;
}

/** `Episode 12`, `Ep. 12:`, `#12`, `S01E02`, `12: `, in the languages that many podcasts speak. */
const NUMBERED =
  /^\s*(?:(?:episode|episodio|episódio|épisode|ep|folge|aflevering|avsnitt|afsnit|odcinek|jakso|bölüm|выпуск|эпизод)\.?\s*#?\s*\d+|#\s*\d+|s\d+\s*[.:-]?\s*e\d+|\d{1,3}\s*(?:[:.)|–—]|-\s))/i;

function checkTitle(episode: HealthEpisode, { show }: HealthCheck): Sign[] {
  const { title } = episode;
  const signs: Sign[] = [];
  if (title.length > TITLE_CHARACTERS) signs.push(signOfEpisode('title_long', episode, `Its title has ${title.length} characters.`));
  const rest = title.toLowerCase().startsWith(show.title.toLowerCase()) ? title.slice(show.title.length) : '';
  if (NUMBERED.test(title)) signs.push(signOfEpisode('title_stuffed', episode, 'Its title begins with its number.'));
  else if (/^\s*[:|–—#-]/.test(rest)) signs.push(signOfEpisode('title_stuffed', episode, "Its title begins with the show's."));
  return signs;
}

function checkNotes(episode: HealthEpisode): Sign[] {
  const { notesBytes, foreignTag } = episode;
  const signs: Sign[] = [];
  if (notesBytes === 0) signs.push(signOfEpisode('notes_missing', episode, 'It has no notes.'));
  if (notesBytes > DESCRIPTION_BYTES)
    signs.push(signOfEpisode('notes_long', episode, `Its notes have ${notesBytes} bytes; Apple shows the first 4,000.`));
  if (foreignTag) signs.push(signOfEpisode('html_unsupported', episode, `Its notes use <${foreignTag}>, which readers see as text.`));
  return signs;
}

function checkDate(episode: HealthEpisode, { now }: HealthCheck): Sign[] {
  const date = dateOf(episode);
  if (!isDue(episode, now) || date === null || date <= now) return [];
  return [signOfEpisode('date_in_future', episode, `It is out, but its date is ${date.toISOString()}; apps hide it until then.`)];
}

/** What makes an episode better to use. */
function checkExtras(episode: HealthEpisode): Sign[] {
  const { file, transcripts, chapters, lastChapterSeconds, type, artworkPx } = episode;
  const signs: Sign[] = [];
  if (artworkPx !== null && artworkPx < SMALLEST_ARTWORK_PX) {
    signs.push(
      signOfEpisode('episode_artwork_small', episode, `Its picture is ${artworkPx} pixels wide; Apple leaves out what is below 1400.`),
    );
  }
  if (file && file.durationSeconds > 0 && lastChapterSeconds !== null && lastChapterSeconds >= file.durationSeconds)
    signs.push(signOfEpisode('chapters_beyond_end', episode, 'Its last chapter starts after the sound has ended; players leave it out.'));
  if (!file || type === 'TRAILER') return signs;
  if (transcripts === 0) signs.push(signOfEpisode('transcript_missing', episode, 'It has no transcript.'));
  if (chapters === 0 && file.durationSeconds >= CHAPTERS_FROM_SECONDS)
    signs.push(signOfEpisode('chapters_missing', episode, 'It has no chapters.'));
  return signs;
}
