import type { ServerDependencies } from '../app.ts';
import { closeDay, listDaysToClose } from './counting-queries.ts';
import { type Day, firstOpenDay } from './counting-window.ts';

type ClosingParts = Pick<ServerDependencies, 'database' | 'logger'>;

const LOOK_EVERY_MS = 15 * 60_000;

/** Closes old days now and then, on whichever server looks first. @returns a function that stops and waits for the work under way. */
export function startDayClosing(parts: ClosingParts): () => Promise<void> {
  let running: Promise<void> | null = null;
  const run = () => {
    running ??= closeOldDays(parts)
      .then(
        (days) => days.length > 0 && parts.logger.info({ days }, 'days of downloads were closed'),
        (error: unknown) => parts.logger.warn({ err: error }, 'days of downloads could not be closed'),
      )
      .then(() => {
        running = null;
      });
  };
  run();
  const timer = setInterval(run, LOOK_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** Rolls up every day that no longer counts, the oldest first. @returns those that this call closed. */
export async function closeOldDays({ database }: Pick<ClosingParts, 'database'>, now = new Date()): Promise<Day[]> {
  const closed: Day[] = [];
  for (const day of await listDaysToClose(database, firstOpenDay(now))) {
    if (await closeDay(database, day)) closed.push(day);
  }
  return closed;
}
