import { createId } from '../../../core/identifiers.ts';
import type { TestEnvironment } from '../../support/environment.ts';

type AssetState = 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED';

/** Enters an asset as if it had been uploaded and transcoded. @returns its id. */
export async function insertAsset(
  { database }: Pick<TestEnvironment, 'database'>,
  ownerId: string,
  state: AssetState = 'READY',
  height: number | null = null,
) {
  const id = createId();
  const failure = state === 'FAILED' ? { failureCode: 'source_damaged', failureDetail: 'The file ends in the middle.' } : {};
  const media = { filename: 'sound.wav', sourceKey: 'k', sourceBytes: 1n, durationSeconds: 61.5, height };
  await database.asset.create({ data: { id, ownerId, state, ...media, ...failure } });
  return id;
}

/** Enters the files that the worker would make for an episode, so that it can come out. */
export async function insertFiles({ database }: Pick<TestEnvironment, 'database'>, episodeId: string, kinds = ['MP3', 'M4A'] as const) {
  await database.episodeFile.createMany({
    data: kinds.map((kind) => ({
      episodeId,
      fileName: `0123456789abcdef.${kind.toLowerCase()}`,
      kind,
      isCurrent: true,
      contentType: kind === 'MP3' ? 'audio/mpeg' : 'audio/mp4',
      sizeBytes: 984_000n,
      headBytes: 1000,
      durationSeconds: 61.5,
      bitrateBps: 128_000,
      codecs: kind === 'MP3' ? 'mp3' : 'mp4a.40.2',
      integrity: 'sha384-x',
    })),
  });
}
