import { openDatabase } from '../../core/database.ts';
import { openLogger } from '../../core/logger.ts';
import { createAccount, findOrCreateAdmin } from '../../server/accounts/create-account.ts';
import { issueSignInLink, issueToken } from '../../server/accounts/issue-token.ts';
import type { TokenWish } from './parse-token-wish.ts';

/** Makes the token or the sign-in link that was asked for, with an account where none is there yet. */
export async function grantAccess(databaseUrl: string, address: string, { role, scope, name, signIn }: TokenWish): Promise<string> {
  await using connection = openDatabase(databaseUrl, openLogger('silent', 'standalone'));
  const { database } = connection;
  const account = role === 'ADMIN' ? await findOrCreateAdmin(database) : await createAccount(database, { displayName: name, role });
  const grant = { accountId: account.id, scope };
  if (signIn) return await issueSignInLink(database, { ...grant, publicUrl: address });
  return (await issueToken(database, { ...grant, kind: 'API', name, expiresAt: null })).text;
}
