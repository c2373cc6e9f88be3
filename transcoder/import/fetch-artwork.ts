import sharp from 'sharp';
import { AppError, isPermanent } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { nameContent, storeBytes } from '../podcast/store-file.ts';
import { askHost, checkStatus, FEED_FAULTS } from './translate-fault.ts';

const MAX_BYTES = 20 * 2 ** 20;
const TIMEOUT_MS = 60_000;
/** What Apple asks for. */
const SMALLEST_PX = 1400;
/** Pictures made of pixels: an SVG is a document, with all that documents can do. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);

export interface FetchParts {
  readonly outbound: OutboundClient;
  readonly objectStore: ObjectStore;
  readonly signal: AbortSignal;
}

/**
 * Fetches a picture and stores it as if it had been uploaded; its sizes are another job's (transcoder/podcast).
 * A picture is no reason to fail: what is wrong with it becomes a warning, and null.
 */
export async function fetchArtwork(parts: FetchParts, showId: string, url: string, warnings: string[]): Promise<StoredArtwork | null> {
  try {
    const bytes = await askHost(FEED_FAULTS, parts.signal, async () => {
      const answer = await parts.outbound.request(url, { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, signal: parts.signal });
      checkStatus(answer.status, 'It', FEED_FAULTS);
      return answer.body;
    });
    const { width, height, format } = await readMeasures(bytes);
    if (width !== height) warnings.push(`The picture ${url} is ${width} x ${height} and not square; its middle is shown.`);
    else if (width < SMALLEST_PX) warnings.push(`The picture ${url} has ${width} pixels; directories ask for ${SMALLEST_PX} to 3000.`);
    const hash = nameContent(bytes);
    await storeBytes(parts.objectStore, objectKeys.artwork(showId, hash), bytes, `image/${format}`);
    return { hash, sizePx: Math.min(width, height), isReady: false, isGenerated: false };
  } catch (error) {
    if (parts.signal.aborted || !isPermanent(error)) throw error;
    warnings.push(`The picture ${url} was left out: ${error.message}`);
    return null;
  }
}

async function readMeasures(bytes: Buffer): Promise<{ width: number; height: number; format: string }> {
  const { width, height, format } = await sharp(bytes)
    .metadata()
    .catch((cause: unknown) => {
      throw new AppError('artwork_refused', 'It is no picture.', { cause });
    });
  if (!FORMATS.has(format)) throw new AppError('artwork_refused', `It is a picture of the kind ${format}, which is not shown.`);
  return { width, height, format };
}
