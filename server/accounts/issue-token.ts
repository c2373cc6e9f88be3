import type { Queryable } from '../../core/database.ts';
import { createId } from '../../core/identifiers.ts';
import { createTokenText, hashToken } from '../../core/tokens.ts';
import { insertToken } from './accounts-queries.ts';

/** How long a sign-in link works; it works once in any case. */
const SIGN_IN_MINUTES = 30;

export interface TokenGrant {
  readonly accountId: string;
  readonly kind: 'API' | 'SESSION' | 'SIGN_IN';
  readonly scope: 'READ' | 'WRITE' | 'ADMIN';
  /** What the account's owner calls it. */
  readonly name: string;
  /** Null for a token that lasts until it is revoked. */
  readonly expiresAt: Date | null;
}

/** Makes a token. The text is in nobody's hands but the caller's: the database keeps its hash. */
export async function issueToken(database: Queryable, grant: TokenGrant) {
  const text = createTokenText();
  const token = await insertToken(database, { ...grant, id: createId(), hash: hashToken(text) });
  return { ...token, text };
}

/**
 * A link that signs a person in, once, within half an hour. The secret stands behind `#`, which browsers keep to
 * themselves: it lands in no server's log and in no Referer.
 */
export async function issueSignInLink(
  database: Queryable,
  grant: Pick<TokenGrant, 'accountId' | 'scope'> & { readonly publicUrl: string },
): Promise<string> {
  const { text } = await issueToken(database, {
    accountId: grant.accountId,
    scope: grant.scope,
    kind: 'SIGN_IN',
    name: 'sign-in link',
    expiresAt: new Date(Date.now() + SIGN_IN_MINUTES * 60_000),
  });
  return `${grant.publicUrl}/sign-in#${text}`;
}
