import { sumStoredBytes } from '../../core/accounts/stored-bytes-queries.ts';
import type { Database } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { hashToken } from '../../core/tokens.ts';
import type { Caller } from '../app.ts';
import { includesScope } from '../plugins/access-rules.ts';
import { findAccount, findTokenOwner, listApiTokens, revokeToken, spendSignInToken } from './accounts-queries.ts';
import type { ApiToken, ApiTokenCreate, ApiTokenCreated, Me } from './accounts-schemas.ts';
import { issueToken } from './issue-token.ts';
import { SESSION_DAYS } from './session-cookie.ts';

const DAY_MS = 24 * 3600 * 1000;

/**
 * Turns a sign-in link's token into a session, once.
 * @throws AppError `unauthenticated` when it is unknown, expired or already used.
 */
export async function openSession(database: Database, signInToken: string, now: Date) {
  return database.$transaction(async (transaction) => {
    const hash = hashToken(signInToken);
    if (!(await spendSignInToken(transaction, hash, now))) {
      throw new AppError('unauthenticated', 'This sign-in link is unknown, expired or already used.');
    }
    const { accountId, scope } = await findTokenOwner(transaction, hash);
    const expiresAt = new Date(now.getTime() + SESSION_DAYS * DAY_MS);
    const { text } = await issueToken(transaction, { accountId, scope, kind: 'SESSION', name: 'web session', expiresAt });
    return { text, accountId, scope };
  });
}

/** @throws AppError `bad_request` when the caller came with an API token: that is no session to end. */
export async function closeSession(database: Database, caller: Caller, now: Date): Promise<void> {
  if (caller.kind !== 'SESSION') throw new AppError('bad_request', 'This is an API token, not a session. Revoke it under /api/tokens.');
  await revokeToken(database, { id: caller.tokenId, accountId: caller.accountId, kind: 'SESSION' }, now);
}

/** Who the caller is and how much of the quota is used; `defaultQuotaBytes` is for accounts without one of their own. */
export async function readMe(database: Database, caller: Pick<Caller, 'accountId' | 'scope'>, defaultQuotaBytes: number): Promise<Me> {
  const [account, usedBytes] = await Promise.all([findAccount(database, caller.accountId), sumStoredBytes(database, caller.accountId)]);
  if (!account) throw new AppError('unauthenticated');
  const { id, displayName, role, quotaBytes } = account;
  return {
    id,
    displayName,
    role,
    scope: caller.scope,
    storage: { usedBytes, quotaBytes: Number(quotaBytes ?? defaultQuotaBytes) },
  };
}

/** @throws AppError `forbidden` when the new token could do more than the caller. */
export async function createApiToken(database: Database, caller: Caller, wish: ApiTokenCreate, now: Date): Promise<ApiTokenCreated> {
  if (!includesScope(caller.scope, wish.scope))
    throw new AppError('forbidden', `This token or session has no ${wish.scope} scope to pass on.`);
  const expiresAt = wish.expiresInDays ? new Date(now.getTime() + wish.expiresInDays * DAY_MS) : null;
  const token = await issueToken(database, { accountId: caller.accountId, kind: 'API', scope: wish.scope, name: wish.name, expiresAt });
  return { ...describeToken(token), token: token.text };
}

export async function readApiTokens(database: Database, caller: Caller, now: Date): Promise<ApiToken[]> {
  return (await listApiTokens(database, caller.accountId, now)).map(describeToken);
}

/** @throws AppError `not_found` when the account has no such token. */
export async function revokeApiToken(database: Database, caller: Caller, id: string, now: Date): Promise<void> {
  const revoked = await revokeToken(database, { id, accountId: caller.accountId, kind: 'API' }, now);
  if (!revoked) throw new AppError('not_found', 'You have no such token.');
}

type TokenRow = Awaited<ReturnType<typeof listApiTokens>>[number];

function describeToken({ id, name, scope, createdAt, expiresAt, lastUsedAt }: TokenRow): ApiToken {
  return {
    id,
    name,
    scope,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
