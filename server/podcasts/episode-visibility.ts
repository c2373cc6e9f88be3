import type { Caller } from '../app.ts';
import { mayEdit } from '../catalog/video-visibility.ts';
import type { EpisodeRow } from './episodes-queries.ts';

/** The file that a show's episodes come out with. */
export function enclosureKind(mode: 'AUDIO' | 'VIDEO'): 'MP3' | 'MP4' {
  return mode === 'VIDEO' ? 'MP4' : 'MP3';
}

export const NO_PICTURE = "The show's episodes are films, and this asset has no picture.";

/** Whether an episode could never come out, because its asset is sound alone and the show is one of films. */
export function lacksPicture(show: { readonly mode: string }, asset: { readonly state: string; readonly height: number | null }): boolean {
  return show.mode === 'VIDEO' && asset.state === 'READY' && asset.height === null;
}

/** Whether its time has come, leaving aside whether it can be heard. */
function isDue({ state, publishAt }: Pick<EpisodeRow, 'state' | 'publishAt'>, now: Date): boolean {
  return state === 'PUBLISHED' && publishAt !== null && publishAt <= now;
}

/** Whether feeds carry it, public or private ones: due, not deleted, and with the file that its show asks for. */
export function isOut(episode: EpisodeRow, now: Date): boolean {
  const { show, files, deletedAt } = episode;
  const hasFile = files.some(({ kind }) => kind === enclosureKind(show.mode));
  return isDue(episode, now) && deletedAt === null && show.deletedAt === null && hasFile;
}

/** Whether it is, or was before it was deleted, for everybody. */
export function isForEverybody(episode: EpisodeRow, now: Date): boolean {
  return episode.show.visibility === 'PUBLIC' && episode.audience === 'EVERYONE' && isDue(episode, now);
}

/** What strangers may know of an episode: all, that it was there, or nothing. The show itself they may know of. */
export function seeEpisode(episode: EpisodeRow, caller: Caller | null, now: Date): 'visible' | 'gone' | 'unknown' {
  if (mayEdit(episode.show, caller)) return 'visible';
  if (!isForEverybody(episode, now)) return 'unknown';
  if (episode.deletedAt !== null) return 'gone';
  return isOut(episode, now) ? 'visible' : 'unknown';
}
