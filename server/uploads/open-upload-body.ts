import { PassThrough, type Readable } from 'node:stream';

/**
 * How a request's body came to its end: `whole`; `cut` when the client went away; `stalled` when it fell silent;
 * `stopped` when we were asked to give way.
 */
export type BodyEnding = 'whole' | 'cut' | 'stalled' | 'stopped';

export interface UploadBody extends Disposable {
  /** The bytes. Ends without an error in every case, so that what came before a cut can be kept. */
  readonly chunks: Readable;
  /** Meaningful once `chunks` has ended. */
  ending(): BodyEnding;
}

const STALLED_AFTER_MS = 60_000;

/**
 * Reads a request's body until its end, until the client goes away or falls silent, or until one of `signals` asks to
 * stop. Dispose it to let go of the request, whatever state it is in.
 */
export function openUploadBody(source: Readable, signals: readonly AbortSignal[], stalledAfterMs = STALLED_AFTER_MS): UploadBody {
  const chunks = new PassThrough();
  let ending: BodyEnding | null = null;

  const end = (how: BodyEnding) => {
    if (ending) return;
    ending = how;
    clearTimeout(silence);
    // Not AbortSignal.any: what it makes of a signal that lives as long as the server is never forgotten.
    for (const signal of signals) signal.removeEventListener('abort', stop);
    source.off('data', heard);
    source.unpipe(chunks);
    chunks.end();
  };
  const stop = () => end('stopped');
  const heard = () => silence.refresh();
  // While we are the slow ones (the store takes its time) the client has no chance to speak.
  const silence = setTimeout(() => (chunks.writableNeedDrain ? silence.refresh() : end('stalled')), stalledAfterMs);

  source.once('end', () => end('whole'));
  source.once('error', () => end('cut'));
  source.once('close', () => end('cut'));
  source.on('data', heard);
  // Whoever reads us was interrupted.
  chunks.once('close', () => end('cut'));
  for (const signal of signals) signal.addEventListener('abort', stop, { once: true });
  source.pipe(chunks, { end: false });
  if (signals.some(({ aborted }) => aborted)) stop();
  else if (source.readableEnded) end('whole');
  else if (source.destroyed) end('cut');
  return { chunks, ending: () => ending ?? 'cut', [Symbol.dispose]: () => void chunks.destroy() };
}
