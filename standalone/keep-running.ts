import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceProcess } from './services/run-service.ts';

/** A running process of the instance: a role, or a service such as PostgreSQL. */
export type Part = ServiceProcess;

export interface KeptPart<P extends Part> {
  /** The process that runs now. */
  current(): P;
  stop(): Promise<void>;
  kill(): void;
}

export interface KeepOptions<P extends Part> {
  readonly name: string;
  readonly start: () => Promise<P>;
  readonly say: (line: string) => void;
  readonly onStarted?: (part: P) => void;
  readonly firstPauseMs?: number;
}

const LONGEST_PAUSE_MS = 30_000;
/** A process that lived this long did not die of its start. */
const SOUND_MS = 60_000;

/** Starts a part, and starts it again whenever it ends unasked, after pauses that grow while it keeps dying. */
export async function keepRunning<P extends Part>(options: KeepOptions<P>): Promise<KeptPart<P>> {
  const { name, start, say, onStarted, firstPauseMs = 500 } = options;
  const stopping = new AbortController();
  let current = await start();
  onStarted?.(current);

  const startAgain = async (pauseMs: number): Promise<void> => {
    await sleep(pauseMs, undefined, { signal: stopping.signal });
    try {
      const next = await start();
      if (stopping.signal.aborted) return await next.stop();
      current = next;
      onStarted?.(current);
    } catch (error) {
      say(`${name} does not start: ${error instanceof Error ? error.message : error}`);
      return startAgain(Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
    }
  };
  const watch = async (): Promise<void> => {
    for (let pauseMs = firstPauseMs; ; ) {
      const startedMs = Date.now();
      const reason = await current.ended;
      if (stopping.signal.aborted) return;
      pauseMs = Date.now() - startedMs > SOUND_MS ? firstPauseMs : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      say(`${name} ${reason}; it starts again in ${pauseMs / 1000} s.`);
      await startAgain(pauseMs);
      if (stopping.signal.aborted) return;
    }
  };
  // The only way it ends with an error is the pause being cut short by our own stop.
  const watching = watch().catch(() => undefined);

  return {
    current: () => current,
    kill: () => current.kill(),
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };
}
