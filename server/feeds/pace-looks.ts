import { performance } from 'node:perf_hooks';

/** Keeps something that takes a while from being done too often. */
export interface Pace {
  /** Does it, and remembers what it took. */
  run(work: () => void): void;
  /** Whether it may be done out of turn. */
  hasCredit(): boolean;
  /** Milliseconds to the next turn. */
  readonly delayMs: number;
}

/** The parts of the time that may be spent in turns and out of turn. */
const MAX_SHARE = 1 / 20;
const CREDIT_SHARE = 1 / 10;
/** Who asked does not wait longer, whatever it costs. */
const MAX_DELAY_MS = 1_000;
/** What may be spent at once out of turn. */
const MAX_CREDIT_MS = 100;

/** @param everyMs between two turns, or longer where work takes long. */
export function openPace(everyMs: number): Pace {
  let endedAt = performance.now();
  let costMs = 0;
  let credit = MAX_CREDIT_MS;
  const earned = () => Math.min(MAX_CREDIT_MS, credit + (performance.now() - endedAt) * CREDIT_SHARE);

  return {
    run(work) {
      const startedAt = performance.now();
      work();
      const tookMs = performance.now() - startedAt;
      // One that was held up by the machine's other work says little of the next.
      costMs += (tookMs - costMs) / 4;
      credit = Math.max(0, earned() - tookMs);
      endedAt = performance.now();
    },
    hasCredit: () => earned() > costMs,
    get delayMs() {
      return Math.max(everyMs, Math.min(MAX_DELAY_MS, costMs / MAX_SHARE));
    },
  };
}
