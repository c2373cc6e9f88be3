export interface StopRequest {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** Resolves with the first signal. */
  readonly asked: Promise<void>;
}

/** One ctrl-C can arrive twice: from the terminal, and once more from the npm that started us. */
const SAME_REQUEST_MS = 500;

/** Listens to the signals that ask us to stop. A second one does not wait any longer: `hurry`, and the process ends. */
export function listenForStop(hurry: () => void): StopRequest {
  const controller = new AbortController();
  const asked = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  let askedMs = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (askedMs > 0 && Date.now() - askedMs > SAME_REQUEST_MS) {
        process.stderr.write('  Stopped the hard way.\n');
        hurry();
        process.exit(1);
      }
      askedMs ||= Date.now();
      controller.abort();
    });
  }
  return { signal: controller.signal, asked };
}
