import type { Database } from '../../../core/database.ts';
import { createId } from '../../../core/identifiers.ts';
import type { Day } from '../../../server/downloads/counting-window.ts';
import { EMPTY_NETWORK_SET } from '../../../server/downloads/network-set.ts';
import type { ScreeningRules } from '../../../server/downloads/screen-request.ts';
import { openUserAgentClassifier } from '../../../server/downloads/user-agents/classify-user-agent.ts';
import type { Delivery } from '../../../server/feeds/delivery-recorder.ts';

export const OVERCAST = 'Overcast/3.0 (+http://overcast.fm/; iOS podcast app)';
export const ANTENNAPOD = 'AntennaPod/3.4.0';

/** The real lists; no data centres, no countries. */
export const RULES: ScreeningRules = {
  classify: openUserAgentClassifier(),
  findWebPlayer: () => null,
  findCountry: () => 'ZZ',
  dataCentres: EMPTY_NETWORK_SET,
};

export interface TestFile {
  readonly sizeBytes: number;
  readonly headBytes: number;
  readonly bitrateBps: number;
}

/** 70 of 200 bytes make a download of it: ten of the head, and a minute at one byte a second. */
const SMALL_FILE: TestFile = { sizeBytes: 200, headBytes: 10, bitrateBps: 8 };

export async function createTestShow(database: Database, ownerId: string, slug: string): Promise<string> {
  const id = createId();
  await database.show.create({ data: { id, ownerId, slug, guid: crypto.randomUUID(), title: `Show ${slug}`, author: 'An author' } });
  return id;
}

/** An episode that is out, with files named 0.mp3, 1.mp3, ... */
export async function createTestEpisode(
  database: Database,
  showId: string,
  {
    files = [SMALL_FILE],
    assetId = null,
    title = 'An episode',
  }: { files?: readonly TestFile[]; assetId?: string | null; title?: string } = {},
): Promise<string> {
  const id = createId();
  await database.episode.create({
    data: { id, showId, assetId, guid: id, slug: id, title, state: 'PUBLISHED', publishAt: new Date('2026-01-01T00:00:00Z') },
  });
  await database.episodeFile.createMany({
    data: files.map((file, index) => ({
      ...file,
      episodeId: id,
      fileName: `${index}.mp3`,
      kind: 'MP3' as const,
      isCurrent: true,
      contentType: 'audio/mpeg',
      sizeBytes: BigInt(file.sizeBytes),
      durationSeconds: 1,
      codecs: 'mp4a.40.34',
      integrity: 'sha384-',
    })),
  });
  return id;
}

/** The whole small file, at noon, to one listener; say what is different. */
export function makeDelivery(delivery: Partial<Delivery> & { episodeId: string }): Delivery {
  return {
    at: new Date('2026-11-20T12:00:00Z'),
    fileName: '0.mp3',
    firstByte: 0,
    bytesSent: SMALL_FILE.sizeBytes,
    remoteAddress: '203.0.113.7',
    userAgent: OVERCAST,
    referer: null,
    ...delivery,
  };
}

/** How many downloads open and closed days have, by whatever they are told apart. */
export async function countDownloads(database: Database, episodeIds: readonly string[]): Promise<Record<string, number>> {
  const rows = await database.$queryRaw<{ day: Day; episodeId: string; app: string; downloads: number }[]>`
    SELECT "day"::text, "episodeId", "app", sum("downloads")::int AS "downloads" FROM (
      SELECT "day", "episodeId", "app", 1 AS "downloads" FROM "Download"
      UNION ALL SELECT "day", "episodeId", "app", "downloads" FROM "DownloadTotal") AS counted
    WHERE "episodeId" = ANY (${episodeIds}) GROUP BY "day", "episodeId", "app"`;
  return Object.fromEntries(
    rows.map(({ day, episodeId, app, downloads }) => [`${day} ${episodeIds.indexOf(episodeId)} ${app}`, downloads]),
  );
}
