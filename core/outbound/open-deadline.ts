import { AppError } from '../errors.ts';

export interface Deadline extends Disposable {
  /** Aborts when the time is over, when the caller's signal does, or when the deadline is disposed. */
  readonly signal: AbortSignal;
}

/** Bounds a request's whole life; disposing it ends what is still under way. */
export function openDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const follow = () => controller.abort(outer?.reason);
  const giveUp = () =>
    controller.abort(new AppError('host_unreachable', `The other host did not finish within ${timeoutMs / 1000} seconds.`));
  const timer = setTimeout(giveUp, timeoutMs);
  outer?.addEventListener('abort', follow, { once: true });
  if (outer?.aborted) follow();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
      controller.abort();
    },
  };
}
