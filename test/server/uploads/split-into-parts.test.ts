import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../../core/errors.ts';
import { MAXIMUM_PARTS, MINIMUM_PART_BYTES } from '../../../core/object-storage/object-store.ts';
import { planPartBytes, type SplitPlan, splitIntoParts } from '../../../server/uploads/split-into-parts.ts';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Copies, because a piece's bytes are on loan. */
async function collect(chunks: readonly Uint8Array[], plan: SplitPlan) {
  const pieces: { startBytes: number; bytes: Buffer; whole: boolean }[] = [];
  for await (const piece of splitIntoParts(each(chunks), plan)) pieces.push({ ...piece, bytes: Buffer.from(piece.bytes) });
  return pieces;
}

describe('planPartBytes', () => {
  it.each([0, 1, 8 * 2 ** 20, 72 * 2 ** 30, 100 * 2 ** 30, 5 * 2 ** 40])(
    'keeps an upload of %d bytes within what S3 takes',
    (sizeBytes) => {
      const partBytes = planPartBytes(sizeBytes);
      expect(partBytes).toBeGreaterThanOrEqual(MINIMUM_PART_BYTES);
      expect(Math.ceil(sizeBytes / partBytes)).toBeLessThan(MAXIMUM_PARTS);
    },
  );
});

describe('splitIntoParts', () => {
  it('gives every byte once, in parts that lie where the plan says, however the bytes come', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.array(fc.integer({ min: 0, max: 200 })),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        async (file, cuts, partBytes, seed) => {
          const sizeBytes = file.length;
          const offset = seed % sizeBytes;
          const startBytes = offset - (offset % partBytes);
          const ends = [...cuts.map((cut) => Math.min(sizeBytes, offset + cut)), sizeBytes].sort((a, b) => a - b);
          const chunks = ends.map((end, index) => file.subarray(index === 0 ? offset : ends[index - 1], end));
          const pieces = await collect(chunks, { startBytes, head: file.subarray(startBytes, offset), sizeBytes, partBytes });
          expect(Buffer.concat(pieces.map((piece) => piece.bytes))).toEqual(Buffer.from(file.subarray(startBytes)));
          for (const piece of pieces) {
            expect(piece.startBytes % partBytes).toBe(0);
            expect(piece.whole).toBe(true);
          }
        },
      ),
    );
  });

  it('gives what fills no part last', async () => {
    const pieces = await collect([Buffer.from('abcdefg')], { startBytes: 0, head: Buffer.alloc(0), sizeBytes: 20, partBytes: 5 });
    expect(pieces).toEqual([
      { startBytes: 0, bytes: Buffer.from('abcde'), whole: true },
      { startBytes: 5, bytes: Buffer.from('fg'), whole: false },
    ]);
  });

  it('refuses bytes beyond the size', async () => {
    const plan = { startBytes: 0, head: Buffer.alloc(0), sizeBytes: 4, partBytes: 5 };
    await expect(collect([Buffer.from('abcde')], plan)).rejects.toSatisfy((error) => hasCode(error, 'body_too_large'));
  });
});
