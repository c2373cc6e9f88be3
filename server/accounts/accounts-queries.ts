import type { Queryable } from '../../core/database.ts';
import type { TokenKind, TokenScope } from '../../prisma/generated/enums.ts';

/** A token's row that is neither revoked nor expired, with what matters of its account; null for any other. */
export async function findLiveToken(database: Queryable, hash: string, now: Date) {
  return database.token.findFirst({
    where: { hash, ...live(now), account: { disabledAt: null } },
    select: {
      id: true,
      accountId: true,
      kind: true,
      scope: true,
      lastUsedAt: true,
      account: { select: { role: true } },
    },
  });
}

/** Notes the use of a token unless that was done since `unlessSince`, so that several servers write once. */
export async function noteTokenUse(database: Queryable, id: string, now: Date, unlessSince: Date): Promise<void> {
  await database.token.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: unlessSince } }] },
    data: { lastUsedAt: now },
  });
}

export interface NewToken {
  readonly id: string;
  readonly accountId: string;
  readonly kind: TokenKind;
  readonly scope: TokenScope;
  readonly name: string;
  readonly hash: string;
  readonly expiresAt: Date | null;
}

const TOKEN_COLUMNS = { id: true, name: true, scope: true, createdAt: true, expiresAt: true, lastUsedAt: true } as const;

export async function insertToken(database: Queryable, token: NewToken) {
  return database.token.create({ data: token, select: TOKEN_COLUMNS });
}

/** The account's usable API tokens, newest first. */
export async function listApiTokens(database: Queryable, accountId: string, now: Date) {
  return database.token.findMany({
    where: { accountId, kind: 'API', ...live(now) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: TOKEN_COLUMNS,
  });
}

/** @returns whether there was such a token to revoke. */
export async function revokeToken(
  database: Queryable,
  key: { id: string; accountId: string; kind: TokenKind },
  now: Date,
): Promise<boolean> {
  const { count } = await database.token.updateMany({ where: { ...key, revokedAt: null }, data: { revokedAt: now } });
  return count === 1;
}

/** Uses up a sign-in token: of any number of simultaneous tries one gets true. */
export async function spendSignInToken(database: Queryable, hash: string, now: Date): Promise<boolean> {
  const { count } = await database.token.updateMany({
    where: { hash, kind: 'SIGN_IN', ...live(now), account: { disabledAt: null } },
    data: { revokedAt: now, lastUsedAt: now },
  });
  return count === 1;
}

/** The account and scope of a token, whatever its state. */
export async function findTokenOwner(database: Queryable, hash: string) {
  return database.token.findUniqueOrThrow({ where: { hash }, select: { accountId: true, scope: true } });
}

export async function findAccount(database: Queryable, id: string) {
  return database.account.findUnique({
    where: { id },
    select: { id: true, displayName: true, role: true, quotaBytes: true, disabledAt: true },
  });
}

/** The oldest administrator that may sign in: the one that the first start made. */
export async function findFirstAdmin(database: Queryable) {
  return database.account.findFirst({
    where: { role: 'ADMIN', disabledAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, displayName: true },
  });
}

export async function insertAccount(
  database: Queryable,
  account: { id: string; displayName: string; email: string | null; role: 'VIEWER' | 'CREATOR' | 'MODERATOR' | 'ADMIN' },
) {
  return database.account.create({ data: account, select: { id: true, displayName: true, role: true } });
}

const live = (now: Date) => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });
