import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A playback token lets whoever holds its URL play one asset until an hour on the clock. It stands in the path, so that
 * the relative URIs of playlists carry it along and a CDN can check it:
 *
 *     {expiry, Unix seconds in base 36}.{HMAC-SHA256 over asset and expiry, base64url}
 */
const EXPIRY = /^[0-9a-z]{1,9}$/;
const HOUR_MS = 3_600_000;

export interface PlaybackGrant {
  readonly assetId: string;
  readonly expiresAt: Date;
  readonly secret: string;
}

export function signPlaybackToken({ assetId, expiresAt, secret }: PlaybackGrant): string {
  const expiry = Math.floor(expiresAt.getTime() / 1000).toString(36);
  return `${expiry}.${signature(secret, assetId, expiry)}`;
}

/** True for a token that was signed for this asset with this secret and has not expired. */
export function verifyPlaybackToken(token: string, { assetId, secret, now }: { assetId: string; secret: string; now: Date }): boolean {
  const [expiry = '', given = '', ...rest] = token.split('.');
  if (rest.length > 0 || !EXPIRY.test(expiry)) return false;
  const expected = Buffer.from(signature(secret, assetId, expiry));
  const candidate = Buffer.from(given);
  const isGenuine = candidate.length === expected.length && timingSafeEqual(candidate, expected);
  return isGenuine && Number.parseInt(expiry, 36) * 1000 > now.getTime();
}

/** Rounds up to the hour: links given out within the same hour are the same text, so that players and CDNs cache them. */
export function playbackExpiry(now: Date, linkHours: number): Date {
  return new Date(Math.ceil((now.getTime() + linkHours * HOUR_MS) / HOUR_MS) * HOUR_MS);
}

function signature(secret: string, assetId: string, expiry: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['playback', assetId, expiry]))
    .digest('base64url');
}
