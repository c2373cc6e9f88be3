import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { buildNoticeCommand, NOTICE_SECONDS } from '../ffmpeg/notice-arguments.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { openJobDirectory } from '../job-directory.ts';
import type { Transcoder } from '../transcoder.ts';
import { renderId3 } from './render-id3.ts';

const TAGS = {
  title: 'Subscription ended',
  artist: 'Rostrum',
  album: 'Notices',
  track: null,
  season: null,
  date: null,
  comment: 'This subscription has ended. Its former episodes are no longer available here.',
  language: 'eng',
} as const;

/**
 * Makes the sound of the one episode that a subscriber finds whose subscription has ended: a podcast app wants a file,
 * and it may be a friendly one. Does nothing where it is already.
 */
export async function makeNotice({ objectStore, workDirectory, launcher }: Transcoder): Promise<void> {
  const key = objectKeys.notice('subscription-ended.mp3');
  const exists = await objectStore.head(key).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'not_found')) return false;
      throw error;
    },
  );
  if (exists) return;
  await using directory = await openJobDirectory(workDirectory, []);
  const path = join(directory.path, 'notice.mp3');
  await runFfmpeg(buildNoticeCommand(path), { ffmpegPath: launcher.steady, signal: new AbortController().signal });
  const tag = renderId3(TAGS, [], NOTICE_SECONDS, null);
  await objectStore.put(key, Buffer.concat([tag, await readFile(path)]), {
    contentType: 'audio/mpeg',
    cacheControl: 'public, max-age=86400',
  });
}
