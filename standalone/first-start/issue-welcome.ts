import { openDatabase } from '../../core/database.ts';
import { openLogger } from '../../core/logger.ts';
import { findOrCreateAdmin } from '../../server/accounts/create-account.ts';
import { issueToken } from '../../server/accounts/issue-token.ts';

export interface Welcome {
  /** Signs the administrator in once, within a day. */
  readonly signInLink: string;
  readonly apiToken: string;
}

const DAY_MS = 24 * 3600 * 1000;
const HOUR_MS = 3600 * 1000;

/** Makes the instance's administrator, with a way into the web page and one into the API. */
export async function issueWelcome(databaseUrl: string, address: string): Promise<Welcome> {
  await using connection = openDatabase(databaseUrl, openLogger('silent', 'standalone'));
  const { id: accountId } = await findOrCreateAdmin(connection.database);
  const grant = { accountId, scope: 'ADMIN' } as const;
  // Longer than other sign-in links: this one is printed before anybody may be looking.
  const expiresAt = new Date(Date.now() + DAY_MS);
  const signIn = await issueToken(connection.database, { ...grant, kind: 'SIGN_IN', name: 'first sign-in link', expiresAt });
  const api = await issueToken(connection.database, { ...grant, kind: 'API', name: 'first start', expiresAt: null });
  return { signInLink: `${address}/sign-in#${signIn.text}`, apiToken: api.text };
}

/** A token for publishing the sample films; it is kept nowhere and ends by itself. */
export async function issueSamplesToken(databaseUrl: string): Promise<string> {
  await using connection = openDatabase(databaseUrl, openLogger('silent', 'standalone'));
  const { id: accountId } = await findOrCreateAdmin(connection.database);
  const expiresAt = new Date(Date.now() + HOUR_MS);
  return (await issueToken(connection.database, { accountId, kind: 'API', scope: 'WRITE', name: 'sample films', expiresAt })).text;
}
