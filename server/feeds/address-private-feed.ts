import { createHash } from 'node:crypto';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../core/podcasts/podcast-urls.ts';

/** How a subscriber comes to their feed: by a link that carries the token, or by signing in (HTTP Basic). */
export type Reader = { readonly kind: 'link'; readonly token: string } | { readonly kind: 'basic'; readonly slug: string };

/** Writes a reader's own addresses into the private feed as it is stored. Those who sign in all read the same. */
export function addressPrivateFeed(text: string, reader: Reader): string {
  const stored = `/feeds/${SUBSCRIBER_TOKEN_PLACEHOLDER}`;
  if (reader.kind === 'link') return text.replaceAll(stored, `/feeds/${reader.token}`);
  return text
    .replaceAll(`${stored}.xml`, `/podcasts/${reader.slug}/private.xml`)
    .replaceAll(`${stored}/`, `/podcasts/${reader.slug}/private/`);
}

/** Names what a reader gets, without their token in it: of a version of the stored feed, or of any other text. */
export function hashForReader(content: string, reader: Reader): string {
  const place = reader.kind === 'link' ? reader.token : reader.slug;
  return createHash('sha256')
    .update(JSON.stringify([content, reader.kind, place]))
    .digest('hex')
    .slice(0, 32);
}
