const TICK_MS = 5;
const ATTEMPTS = 3;

/**
 * How late a timer of this process was at most, in milliseconds, while `work` was under way. The best of three
 * attempts, unless the first is good enough: now and then the whole machine is late.
 */
export async function measureLateness(work: () => Promise<unknown>, goodEnoughMs: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < ATTEMPTS && best >= goodEnoughMs; attempt++) best = Math.min(best, await measureOnce(work));
  return best;
}

async function measureOnce(work: () => Promise<unknown>): Promise<number> {
  let latest = 0;
  let due = performance.now() + TICK_MS;
  const look = () => {
    latest = Math.max(latest, performance.now() - due);
    due = performance.now() + TICK_MS;
  };
  const timer = setInterval(look, TICK_MS);
  await work();
  look();
  clearInterval(timer);
  return latest;
}
