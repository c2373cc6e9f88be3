import sharp, { type Sharp } from 'sharp';
import { type ArtworkFormat, type ArtworkSize, PAGE_ARTWORK_SIZES } from '../../core/podcasts/podcast-urls.ts';

/** Apple's largest; directories refuse more. */
const LARGEST_PX = 3000;
/** Pictures of more pixels are refused before they are decoded. */
const MOST_PIXELS = 12_000 * 12_000;
/** What podcast apps are willing to load for a cover. */
const LARGEST_BYTES = 1_000_000;
const FULL_QUALITIES = [85, 75, 65] as const;
const PAGE_FORMATS = ['jpg', 'webp', 'avif'] as const satisfies readonly ArtworkFormat[];

export interface ArtworkFile {
  readonly size: ArtworkSize;
  readonly format: ArtworkFormat;
  readonly bytes: Buffer;
}

export interface ResizedArtwork {
  /** Width and height of the largest one. */
  readonly sizePx: number;
  readonly files: readonly ArtworkFile[];
}

/**
 * Makes all sizes of a picture: square, upright, sRGB, without transparency, without what a camera noted in it.
 * @throws Error of sharp for what is no picture
 */
export async function resizeArtwork(original: Buffer): Promise<ResizedArtwork> {
  const { width = 0, height = 0 } = await sharp(original, { limitInputPixels: MOST_PIXELS }).metadata();
  const sizePx = Math.min(LARGEST_PX, width, height);
  const full = await flatten(original, sizePx);
  const files: ArtworkFile[] = [{ size: 'full', format: 'jpg', bytes: await encodeFull(full) }];
  files.push({ size: 1400, format: 'jpg', bytes: await encode(sharp(full).resize(1400, 1400), 'jpg') });
  for (const size of PAGE_ARTWORK_SIZES) {
    // From the picture as it came, not from a smaller one: one resampling, not two.
    const small = await sharp(full).resize(size, size).png({ compressionLevel: 0 }).toBuffer();
    for (const format of PAGE_FORMATS) files.push({ size, format, bytes: await encode(sharp(small), format) });
  }
  return { sizePx, files };
}

/** The picture as everything else is made of it, losslessly. Colours are converted by the profile in the file. */
function flatten(original: Buffer, sizePx: number): Promise<Buffer> {
  return (
    sharp(original, { limitInputPixels: MOST_PIXELS })
      .rotate()
      .toColourspace('srgb')
      .flatten({ background: '#ffffff' })
      .resize(sizePx, sizePx, { fit: 'cover' })
      // Uncompressed: it is read again a moment later.
      .png({ compressionLevel: 0 })
      .toBuffer()
  );
}

/** As good as fits. */
async function encodeFull(full: Buffer): Promise<Buffer> {
  for (const quality of FULL_QUALITIES) {
    const bytes = await sharp(full).jpeg({ quality, mozjpeg: true }).toBuffer();
    if (bytes.length < LARGEST_BYTES || quality === FULL_QUALITIES.at(-1)) return bytes;
  }
  throw new Error('there is no quality to encode with');
}

function encode(picture: Sharp, format: ArtworkFormat): Promise<Buffer> {
  if (format === 'webp') return picture.webp({ quality: 82 }).toBuffer();
  // More effort takes ten times as long for a tenth of the size.
  if (format === 'avif') return picture.avif({ quality: 60, effort: 2 }).toBuffer();
  return picture.jpeg({ quality: 85, mozjpeg: true }).toBuffer();
}
