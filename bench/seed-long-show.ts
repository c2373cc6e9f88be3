import { createHash } from 'node:crypto';
import type { Database } from '../core/database.ts';
import { createId } from '../core/identifiers.ts';

export interface LongShow {
  readonly showId: string;
  readonly slug: string;
  /** One episode that is out, and one that is ready to be published. */
  readonly episodeId: string;
  readonly draftId: string;
}

const HOUR_MS = 3_600_000;
const NOTES = '<p>What was said, by whom, and <a href="https://example.org/more">where</a> one may read on about it.</p>';

/**
 * Puts a show with thousands of episodes into the tables, as years of publishing would have left it. It is marked as
 * deleted, so that nobody begins to build its feed before the clock runs.
 */
export async function seedLongShow(database: Database, episodes: number): Promise<LongShow> {
  const { id: ownerId } = await database.account.findFirstOrThrow();
  const [showId, assetId] = [createId(), createId()];
  const slug = `long-${showId}`;
  const show = { id: showId, ownerId, slug, guid: uuidOf(showId), title: 'A long show', author: 'Its makers', description: NOTES };
  // With artwork, so that nobody draws some while the clock runs.
  const artwork = { hash: '0011223344556677', sizePx: 3000, isReady: true, isGenerated: true };
  await database.show.create({ data: { ...show, artwork, deletedAt: new Date(), categories: ['Arts > Books'] } });
  const asset = {
    id: assetId,
    ownerId,
    state: 'READY',
    filename: 'a.wav',
    sourceKey: `uploads/${assetId}/source`,
    sourceBytes: 1n,
  } as const;
  await database.asset.create({ data: { ...asset, durationSeconds: 1800, master: { create: { state: 'READY' } } } });

  const start = Math.floor(Date.now() / 1000) * 1000 - (episodes + 1) * HOUR_MS;
  const rows = Array.from({ length: episodes }, (_, index) => {
    const id = createId();
    return {
      ...{ id, showId, assetId, guid: uuidOf(id), slug: `episode-${index + 1}`, title: `Episode ${index + 1}: of ${id} & others` },
      ...{ description: NOTES, number: index + 1, season: 1 + Math.floor(index / 100), filesBuilt: 1 },
      ...{ state: 'PUBLISHED' as const, publishAt: new Date(start + index * HOUR_MS) },
    };
  });
  const last = rows.length - 1;
  const withDraft = rows.map((row, index) => (index === last ? { ...row, state: 'DRAFT' as const, publishAt: null } : row));
  await database.episode.createMany({ data: withDraft });
  await database.episodeFile.createMany({ data: rows.map(({ id }) => fileOf(id)) });
  return { showId, slug, episodeId: rows[Math.floor(last / 2)]?.id ?? '', draftId: rows[last]?.id ?? '' };
}

/** Half an hour of MP3; its bytes are nowhere, because nobody fetches them here. */
function fileOf(episodeId: string) {
  const digest = createHash('sha384').update(episodeId).digest();
  return {
    ...{ episodeId, fileName: `${digest.toString('hex').slice(0, 24)}.mp3`, kind: 'MP3' as const, isCurrent: true },
    ...{ contentType: 'audio/mpeg', sizeBytes: 28_800_000n, headBytes: 40_000, durationSeconds: 1800, bitrateBps: 128_000 },
    ...{ codecs: 'mp3', integrity: `sha384-${digest.toString('base64')}` },
  };
}

function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
