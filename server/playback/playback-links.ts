import type { Config } from '../../core/config.ts';
import { hlsPaths } from '../../core/object-storage/object-keys.ts';
import { playbackExpiry, signPlaybackToken } from './playback-tokens.ts';

/**
 * The addresses at which an asset plays. Public media have plain ones; everything else carries a token that expires,
 * as a path segment that begins with `~`:
 *
 *     /hls/{assetId}/{path}         /posters/{assetId}/v{version}.jpg
 *     /hls/{assetId}/~{token}/...   /posters/{assetId}/~{token}/...
 */
export interface LinkedAsset {
  readonly assetId: string;
  /** Shown by a published PUBLIC video (`isPublic`): anybody may play it for as long as that holds. */
  readonly isPublic: boolean;
  readonly version: number;
  readonly hasPoster: boolean;
}

export interface PlaybackUrls {
  /** The multivariant playlist, absolute. It answers 404 until the asset is PLAYABLE. */
  readonly hls: string;
  readonly poster: string | null;
}

type LinkConfig = Pick<Config, 'publicUrl' | 'secret' | 'playback'>;

/** Absolute URLs for API clients and pages. Whoever hands them out has decided that the caller may watch. */
export function playbackUrls(config: LinkConfig, asset: LinkedAsset, now = new Date()): PlaybackUrls {
  const grant = asset.isPublic ? '' : `~${signLinkToken(config, asset.assetId, now)}/`;
  return {
    hls: `${config.publicUrl}/hls/${asset.assetId}/${grant}${hlsPaths.multivariant}`,
    poster: asset.hasPoster ? `${config.publicUrl}/posters/${asset.assetId}/${grant}v${asset.version}.jpg` : null,
  };
}

/** The rule of who may play without a token: a PUBLIC video whose time has come shows the asset. */
export function isPublished(video: { visibility: string; publishAt: Date | null }, now = new Date()): boolean {
  return video.visibility === 'PUBLIC' && (video.publishAt === null || video.publishAt <= now);
}

function signLinkToken({ secret, playback }: LinkConfig, assetId: string, now: Date): string {
  return signPlaybackToken({ assetId, secret, expiresAt: playbackExpiry(now, playback.linkHours) });
}
