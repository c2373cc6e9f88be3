import { ID_PATTERN } from '../../core/identifiers.ts';
import { isObjectKey } from '../../core/object-storage/object-key-rules.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';

/** What a playback address asks for, taken apart. The key is always one of this asset's published media. */
export interface PlaybackPath {
  readonly assetId: string;
  /** From a first segment `~{token}`; null on a plain address. */
  readonly token: string | null;
  readonly key: string;
}

const ID = new RegExp(ID_PATTERN);
const POSTER_NAME = /^v([1-9]\d{0,8})\.jpg$/;

/**
 * Reads what follows `/hls/` (percent-decoded). Null for everything that names no object of the asset, however it
 * was written: `..`, encoded slashes and other characters that keys do not have.
 */
export function parseHlsPath(assetId: string, rest: string): PlaybackPath | null {
  const { token, path } = splitToken(rest);
  const key = objectKeys.hls(assetId, path);
  return ID.test(assetId) && isObjectKey(key) ? { assetId, token, key } : null;
}

/** Reads what follows `/posters/`. */
export function parsePosterPath(assetId: string, rest: string): PlaybackPath | null {
  const { token, path } = splitToken(rest);
  const version = POSTER_NAME.exec(path)?.[1];
  return ID.test(assetId) && version ? { assetId, token, key: objectKeys.poster(assetId, Number(version)) } : null;
}

function splitToken(rest: string): { token: string | null; path: string } {
  const [, token, path] = /^~([^/]*)\/(.*)$/s.exec(rest) ?? [];
  return token === undefined || path === undefined ? { token: null, path: rest } : { token, path };
}
