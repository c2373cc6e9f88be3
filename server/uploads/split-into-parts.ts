import { AppError } from '../../core/errors.ts';

const MEBIBYTE = 2 ** 20;
const PREFERRED_PART_BYTES = 8 * MEBIBYTE;
/** Below the store's 10,000, so that an upload begun under another rule still fits. */
const PREFERRED_MAXIMUM_PARTS = 9_000;

/** How many bytes a part of an upload has: whole MiB, the last part aside. */
export function planPartBytes(sizeBytes: number): number {
  return Math.max(PREFERRED_PART_BYTES, Math.ceil(sizeBytes / PREFERRED_MAXIMUM_PARTS / MEBIBYTE) * MEBIBYTE);
}

/** Bytes of an upload from `startBytes` on. `whole`: they fill a part, or reach the upload's end. */
export interface Piece {
  readonly startBytes: number;
  readonly bytes: Uint8Array;
  readonly whole: boolean;
}

export interface SplitPlan {
  /** Where the first piece begins, and the bytes of it that are there already. */
  readonly startBytes: number;
  readonly head: Uint8Array;
  readonly sizeBytes: number;
  readonly partBytes: number;
}

/**
 * Collects a stream into parts; what is left at its end comes last and is not `whole`. The upload's last part waits for
 * the stream's end, so that a stream with too many bytes does not complete an upload. Two buffers take turns, which
 * bounds the memory: a piece's bytes are valid until the piece after the next one is asked for.
 * @throws AppError body_too_large when the stream goes beyond the upload's size.
 */
export async function* splitIntoParts(chunks: AsyncIterable<Uint8Array>, plan: SplitPlan): AsyncGenerator<Piece> {
  const buffers: [Buffer | null, Buffer | null] = [null, null];
  const capacityAt = (position: number) => Math.min(plan.partBytes, plan.sizeBytes - position);
  let turn: 0 | 1 = 0;
  let startBytes = plan.startBytes;
  let filled = 0;

  const append = (bytes: Uint8Array): number => {
    const capacity = capacityAt(startBytes);
    if (filled === capacity) throw new AppError('body_too_large', "The body goes beyond the upload's length.");
    buffers[turn] ??= Buffer.allocUnsafeSlow(capacity);
    const taken = Math.min(bytes.length, capacity - filled);
    buffers[turn]?.set(bytes.subarray(0, taken), filled);
    filled += taken;
    return taken;
  };
  const collected = (whole: boolean): Piece => ({ startBytes, bytes: buffers[turn]?.subarray(0, filled) ?? Buffer.alloc(0), whole });

  if (plan.head.length > 0) append(plan.head);
  for await (const chunk of chunks) {
    for (let position = 0; position < chunk.length; ) {
      position += append(chunk.subarray(position));
      if (filled < capacityAt(startBytes) || startBytes + filled === plan.sizeBytes) continue;
      yield collected(true);
      startBytes += filled;
      filled = 0;
      turn = turn === 0 ? 1 : 0;
    }
  }
  if (filled > 0) yield collected(startBytes + filled === plan.sizeBytes);
}
