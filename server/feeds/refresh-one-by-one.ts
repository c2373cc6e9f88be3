export interface Refresher extends Disposable {
  /** Asks for the key's work to be done after this call; while it is under way, once more after it. */
  request(key: string): void;
}

/** After a failed attempt, this long until the next one. */
const RETRY_MS = 1_000;

/** Does background work a key at a time, however often it is asked for, and until it succeeds. */
export function openRefresher(work: (key: string) => Promise<void>, onFailure: (key: string, error: unknown) => void): Refresher {
  /** Keys whose work is under way; true when it was asked for once more meanwhile. */
  const running = new Map<string, boolean>();
  let closed = false;

  const request = (key: string): void => {
    if (closed) return;
    if (running.has(key)) {
      running.set(key, true);
      return;
    }
    running.set(key, false);
    work(key).then(
      () => end(key),
      (error: unknown) => {
        if (!closed) onFailure(key, error);
        running.set(key, true);
        setTimeout(() => end(key), RETRY_MS).unref();
      },
    );
  };
  const end = (key: string): void => {
    const again = running.get(key);
    running.delete(key);
    if (again) request(key);
  };
  return {
    request,
    [Symbol.dispose]() {
      closed = true;
    },
  };
}
