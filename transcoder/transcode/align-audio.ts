import type { Transcoder } from '../transcoder.ts';
import { encodeAudioRendition } from './encode-audio.ts';
import { addAudioRendition, dropRendition, readRenditions } from './package-queries.ts';
import { END_TOLERANCE_SECONDS } from './plan-transcode.ts';
import { cutToReach, isPublished, type PublishedRendition } from './publish-package.ts';
import { measureSeconds } from './select-contiguous.ts';
import type { AudioPlan } from './transcode-plan.ts';
import { type AssetToTranscode, AUDIO_RENDITION } from './transcode-queries.ts';

/** Segments are immutable, so sound that had to be encoded again lives under a name of its own. */
const ALIGNED_RENDITION = 'audio-aligned';

/**
 * The sound to publish: as it was encoded when it ends with the picture, else encoded again, padded or cut to the
 * picture's measured length (Apple HLS authoring 8.3: all renditions have the same content duration).
 * @param pictureSeconds null when there is no picture to follow
 * @returns null when no sound could be decoded
 */
export async function alignAudio(
  transcoder: Transcoder,
  asset: AssetToTranscode,
  plan: AudioPlan,
  pictureSeconds: number | null,
  signal: AbortSignal,
): Promise<PublishedRendition | null> {
  // The aligned one is there when an earlier attempt at finishing died after it.
  const audio = (await findAudio(transcoder, asset, AUDIO_RENDITION)) ?? (await findAudio(transcoder, asset, ALIGNED_RENDITION));
  if (!audio || pictureSeconds === null) return audio;
  if (Math.abs(measureSeconds(audio.segments) - pictureSeconds) <= END_TOLERANCE_SECONDS) return audio;
  await addAudioRendition(transcoder.database, asset, ALIGNED_RENDITION);
  await encodeAudioRendition(
    transcoder,
    asset,
    { ...plan, durationSeconds: pictureSeconds },
    ALIGNED_RENDITION,
    signal,
    async () => undefined,
  );
  const aligned = await findAudio(transcoder, asset, ALIGNED_RENDITION);
  if (aligned) await dropRendition(transcoder.database, asset, AUDIO_RENDITION);
  return aligned;
}

async function findAudio(transcoder: Transcoder, asset: AssetToTranscode, name: string): Promise<PublishedRendition | null> {
  const renditions = await readRenditions(transcoder.database, asset, ['AUDIO']);
  const audio = renditions.map(cutToReach).find((rendition) => rendition.name === name);
  return audio && isPublished(audio) ? audio : null;
}
