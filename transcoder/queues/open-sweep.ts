import type { Transcoder } from '../transcoder.ts';

/** Looks at once and then every `intervalMs`, one look at a time, for what a lost message or a dead process left undone. */
export function openSweep(transcoder: Transcoder, what: string, intervalMs: number, look: () => Promise<unknown>): AsyncDisposable {
  let running: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  const run = () => {
    if (isRunning) return;
    isRunning = true;
    running = look()
      .catch((error) => transcoder.logger.warn({ err: error }, `could not look for ${what}`))
      .finally(() => {
        isRunning = false;
      });
  };
  const timer = setInterval(run, intervalMs);
  run();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
