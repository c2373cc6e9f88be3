import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { InstanceFolder } from '../instance-folder.ts';
import { type ApiClient, callWithJson, createUpload, readFinishedUpload, readUploadOffset, sendRest, waitForAsset } from './api-client.ts';
import { drawSampleFilm } from './draw-sample-film.ts';
import { readFirstStart, updateSample } from './first-start-state.ts';
import { publishSampleShow } from './publish-sample-show.ts';
import { SAMPLE_FILMS, type SampleFilm } from './sample-films.ts';

export interface PublishOptions {
  readonly folder: Pick<InstanceFolder, 'samples' | 'firstStartFile'>;
  readonly api: ApiClient;
  readonly ffmpeg: string;
  readonly say: (line: string) => void;
}

const CHANNEL = { handle: 'rostrum', title: 'Rostrum', description: 'Films that every new instance begins with.' };

/** The sample films that are not published yet; none when the instance is to be without. */
export function openSamples(file: string): SampleFilm[] {
  const { samples } = readFirstStart(file);
  if (samples === 'off') return [];
  return SAMPLE_FILMS.filter(({ slug }) => !samples?.[slug]?.done);
}

/**
 * Draws the sample films and publishes them through the public API, in a channel of their own, one after the other,
 * and then as a podcast.
 * Each step is safe to repeat, so an interrupted run is simply run again.
 */
export async function publishSampleFilms(options: PublishOptions): Promise<void> {
  await callWithJson(options.api, 'POST', '/api/channels', CHANNEL, [201, 409]);
  const open = openSamples(options.folder.firstStartFile);
  const videoIds = new Map<string, string>();
  for (const film of open) {
    const videoId = await publishFilm(film, options);
    if (videoId) videoIds.set(film.slug, videoId);
  }
  if (videoIds.size > 0) await publishSampleShow(options.api, videoIds);
  rmSync(options.folder.samples, { recursive: true, force: true });
}

/** @returns the video's id, unless the film could not be encoded. */
async function publishFilm(film: SampleFilm, { folder, api, ffmpeg, say }: PublishOptions): Promise<string | null> {
  const file = join(folder.samples, `${film.slug}.mp4`);
  const startedMs = performance.now();
  const tell = (what: string) => say(`Sample film "${film.title}" ${what} (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`);
  await drawSampleFilm(film, ffmpeg, file);
  tell('is drawn');
  const upload = await uploadFilm(film, file, folder.firstStartFile, api);
  const { assetId, videoId } = await readFinishedUpload(api, upload);
  const { title, description } = film;
  const entry = { title, description, tags: film.tags, channel: CHANNEL.handle, language: 'en', visibility: 'PUBLIC' };
  // The draft that the upload left behind becomes the catalog's entry; viewers see it as soon as it plays.
  if (videoId) await callWithJson(api, 'PATCH', `/api/videos/${videoId}`, entry);
  tell('is uploaded');
  const { failure } = await waitForAsset(api, assetId, (state) => state === 'PLAYABLE' && tell('can be watched while it is encoded'));
  updateSample(folder.firstStartFile, film.slug, { done: true });
  tell(failure ? `could not be encoded: ${failure.detail}` : 'is ready');
  return failure ? null : videoId;
}

/** Uploads the film, or the rest of it when an earlier start was interrupted. */
async function uploadFilm(film: SampleFilm, file: string, stateFile: string, api: ApiClient): Promise<string> {
  const { samples } = readFirstStart(stateFile);
  const known = typeof samples === 'object' ? samples[film.slug]?.upload : undefined;
  const offset = known ? await readUploadOffset(api, known) : null;
  const upload = known && offset !== null ? known : await createUpload(api, file, film.title);
  updateSample(stateFile, film.slug, { upload });
  await sendRest(api, upload, file, offset ?? 0);
  return upload;
}
