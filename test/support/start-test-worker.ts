import { openEncoderLauncher } from '../../transcoder/ffmpeg/open-encoder-launcher.ts';
import { openWorkDirectory } from '../../transcoder/job-directory.ts';
import type { Transcoder } from '../../transcoder/transcoder.ts';
import { openWorker } from '../../transcoder/worker.ts';
import type { TestEnvironment } from './environment.ts';

export interface TestWorker extends AsyncDisposable {
  readonly transcoder: Transcoder;
}

/** Runs the real worker in this process, on the environment's services and the ffmpeg on PATH. */
export async function startTestWorker(environment: TestEnvironment): Promise<TestWorker> {
  const { config, database, logger, objectStore, redis, jobs } = environment;
  const directory = await openWorkDirectory();
  const launcher = await openEncoderLauncher(directory.path, config.worker.ffmpegPath ?? 'ffmpeg');
  const ffprobePath = config.worker.ffprobePath ?? 'ffprobe';
  const transcoder = { config, database, logger, objectStore, redis, jobs, launcher, ffprobePath, workDirectory: directory.path };
  const worker = openWorker(transcoder);
  return {
    transcoder,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
