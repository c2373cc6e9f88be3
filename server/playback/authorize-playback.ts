import { AppError } from '../../core/errors.ts';
import type { PlaybackPath } from './playback-paths.ts';
import type { PlaybackAccess } from './playback-queries.ts';
import { verifyPlaybackToken } from './playback-tokens.ts';

export interface PlaybackRules {
  readonly findAccess: (assetId: string) => Promise<PlaybackAccess | null>;
  readonly secret: string;
}

/**
 * Decides whether an address may be played: public media by anybody, all others with a token that fits.
 * @returns `public` when any cache may keep the answer for everybody, `private` when it is for who holds the link.
 * @throws AppError `not_found` for an unknown asset, `playback_denied`
 */
export async function authorizePlayback(rules: PlaybackRules, { assetId, token }: PlaybackPath, now: Date): Promise<'public' | 'private'> {
  const access = await rules.findAccess(assetId);
  if (!access) throw new AppError('not_found');
  if (access.isPublic) return token === null ? 'public' : 'private';
  if (token === null || !verifyPlaybackToken(token, { assetId, secret: rules.secret, now })) throw new AppError('playback_denied');
  return 'private';
}
