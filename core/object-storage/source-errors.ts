import type { Readable } from 'node:stream';

/**
 * When a put fails because the stream it reads from failed, that failure is the caller's own and reaches it as it was;
 * the store is not to blame. `error` is what the store would say, the first failure as its cause.
 */
export function preferSourceError(body: Readable | Uint8Array | string, error: unknown): unknown {
  if (typeof body === 'string' || body instanceof Uint8Array) return error;
  const cause = error instanceof Error ? error.cause : undefined;
  const endedEarly = body.destroyed && cause instanceof Error && 'code' in cause && cause.code === 'ERR_STREAM_PREMATURE_CLOSE';
  return cause !== undefined && (cause === body.errored || endedEarly) ? cause : error;
}
