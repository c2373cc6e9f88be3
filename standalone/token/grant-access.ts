import { type Database, openDatabase } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { openLogger } from '../../core/logger.ts';
import { findAccount } from '../../server/accounts/accounts-queries.ts';
import { createAccount, findOrCreateAdmin } from '../../server/accounts/create-account.ts';
import { issueSignInLink, issueToken } from '../../server/accounts/issue-token.ts';
import { allowsScope, type TokenWish } from './parse-token-wish.ts';

export interface Access {
  /** The token, or the sign-in link. */
  readonly text: string;
  /** Whose it is. */
  readonly accountId: string;
}

/**
 * Makes the token or the sign-in link that was asked for, with an account where none is there yet.
 * @throws AppError `not_found` for an account that is not there, `forbidden` for a scope that its role does not have
 */
export async function grantAccess(databaseUrl: string, address: string, wish: TokenWish): Promise<Access> {
  await using connection = openDatabase(databaseUrl, openLogger('silent', 'standalone'));
  const { database } = connection;
  const { name, signIn } = wish;
  const account = await findOrMakeAccount(database, wish);
  const { id: accountId, role } = account;
  if (!allowsScope(role, wish.scope)) throw new AppError('forbidden', 'The scope admin is for administrators alone.');
  const grant = { accountId, scope: wish.scope ?? (role === 'ADMIN' ? 'ADMIN' : 'WRITE') } as const;
  if (signIn) return { text: await issueSignInLink(database, { ...grant, publicUrl: address }), accountId };
  return { text: (await issueToken(database, { ...grant, kind: 'API', name, expiresAt: null })).text, accountId };
}

async function findOrMakeAccount(database: Database, { holder, name }: TokenWish) {
  if ('role' in holder) {
    const { role } = holder;
    if (role === 'ADMIN') return { ...(await findOrCreateAdmin(database)), role };
    return createAccount(database, { displayName: name, role });
  }
  const account = await findAccount(database, holder.accountId);
  if (!account || account.disabledAt) throw new AppError('not_found', `No account in use has the id ${holder.accountId}.`);
  return account;
}
