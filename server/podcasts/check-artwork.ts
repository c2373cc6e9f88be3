import sharp, { type Metadata } from 'sharp';
import { AppError } from '../../core/errors.ts';

/** What Apple takes, and what nobody needs more of. */
const SMALLEST_PX = 1400;
const LARGEST_PX = 10_000;
/**
 * Pictures up to this size are decoded to see that they are whole. A progressive JPEG of 10,000 pixels takes 600 MB to
 * decode, which is the worker's to bear: it draws a cover instead where that fails.
 */
const DECODED_PX = 5000;

const TYPES = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;
export type ArtworkType = (typeof TYPES)[keyof typeof TYPES];
export const ARTWORK_TYPES: ArtworkType[] = Object.values(TYPES);

/**
 * Whether a picture can be a cover: square, large enough, still, whole, and of the type that it claims.
 * @returns its width and height in pixels
 * @throws AppError `artwork_refused` saying what was found and what is needed
 */
export async function checkArtwork(bytes: Buffer, claimed: string): Promise<number> {
  const type = recognize(bytes);
  if (type === null) throw refusal('These bytes are no JPEG, PNG or WebP picture.');
  if (type !== claimed) throw refusal(`This is a picture of the type ${type}, sent as ${claimed}.`);
  const metadata = await readMetadata(bytes);
  checkMeasures(metadata);
  if ((metadata.pages ?? 1) > 1 || isAnimatedPng(bytes)) throw refusal('The picture moves. Artwork has to stand still.');
  if (metadata.width <= DECODED_PX) await assertWhole(bytes);
  return metadata.width;
}

/** By the first bytes, before anything complicated sees the rest. */
function recognize(bytes: Buffer): ArtworkType | null {
  const begin = bytes.toString('latin1', 0, 12);
  if (begin.startsWith('\xff\xd8\xff')) return TYPES.jpeg;
  if (begin.startsWith('\x89PNG\r\n\x1a\n')) return TYPES.png;
  return /^RIFF.{4}WEBP$/s.test(begin) ? TYPES.webp : null;
}

/** Reads the header alone: however large a picture claims to be, nothing is decoded yet. */
async function readMetadata(bytes: Buffer): Promise<Metadata> {
  return sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw refusal('The picture cannot be read: it is damaged.', cause);
    });
}

function checkMeasures({ width, height }: Metadata): void {
  const found = `The picture is ${width} x ${height} pixels`;
  const needed = `at least ${SMALLEST_PX} x ${SMALLEST_PX} and at most ${LARGEST_PX} x ${LARGEST_PX}, best 3000 x 3000`;
  if (width !== height) throw refusal(`${found}. Artwork has to be square, ${needed}.`);
  if (width < SMALLEST_PX) throw refusal(`${found}, which is too small. It has to be ${needed}.`);
  if (width > LARGEST_PX) throw refusal(`${found}, which is too large. It has to be ${needed}.`);
}

/** Its animation control chunk stands before the picture (PNG, third edition, 11.3.6.1). */
function isAnimatedPng(bytes: Buffer): boolean {
  const picture = bytes.indexOf('IDAT');
  return recognize(bytes) === TYPES.png && bytes.subarray(0, picture === -1 ? bytes.length : picture).includes('acTL');
}

async function assertWhole(bytes: Buffer): Promise<void> {
  await sharp(bytes, { limitInputPixels: DECODED_PX ** 2, failOn: 'error', sequentialRead: true })
    .resize(16, 16)
    .raw()
    .toBuffer()
    .catch((cause: unknown) => {
      throw refusal('The picture cannot be read to its end: it is damaged.', cause);
    });
}

const refusal = (sentence: string, cause?: unknown) => new AppError('artwork_refused', sentence, { cause });
