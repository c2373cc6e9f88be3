/** The password of `Authorization: Basic` (RFC 7617), which is the subscriber's token; null without one. */
export function readBasicToken(field: string | undefined): string | null {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(field ?? '')?.[1];
  if (!encoded) return null;
  // The user's name ends at the first colon, and may be anything.
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return password || null;
}

/** What a client shows when it asks for the password: the show's title where a header can carry it, else its slug. */
export function basicChallenge({ title, slug }: { readonly title: string; readonly slug: string }): string {
  const realm = /^[\x20-\x7e]+$/.test(title) ? title.replaceAll(/["\\]/g, "'") : slug;
  return `Basic realm="${realm}", charset="UTF-8"`;
}
