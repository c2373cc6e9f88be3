import type { Database } from '../../core/database.ts';
import { hashToken } from '../../core/tokens.ts';
import type { Caller } from '../app.ts';
import { findLiveToken, noteTokenUse } from './accounts-queries.ts';

/** `lastUsedAt` is for people who tidy up their tokens; a minute is exact enough, and spares a write a request. */
const USE_NOTED_EVERY_MS = 60_000;

/** Who a token stands for, or null when it is unknown, expired or revoked, or its account is disabled. */
export async function findCaller(database: Database, tokenText: string, now: Date): Promise<Caller | null> {
  const token = await findLiveToken(database, hashToken(tokenText), now);
  if (!token || token.kind === 'SIGN_IN') return null;
  const unlessSince = new Date(now.getTime() - USE_NOTED_EVERY_MS);
  if (!token.lastUsedAt || token.lastUsedAt < unlessSince) await noteTokenUse(database, token.id, now, unlessSince);
  return { accountId: token.accountId, role: token.account.role, scope: token.scope, tokenId: token.id, kind: token.kind };
}
