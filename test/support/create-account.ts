import { createId } from '../../core/identifiers.ts';
import { createTokenText, hashToken } from '../../core/tokens.ts';
import type { TestEnvironment } from './environment.ts';

export interface TestAccount {
  readonly accountId: string;
  /** For `Authorization: Bearer ...`. */
  readonly token: string;
}

export interface TestAccountOptions {
  readonly role?: 'VIEWER' | 'CREATOR' | 'MODERATOR' | 'ADMIN';
  readonly scope?: 'READ' | 'WRITE' | 'ADMIN';
  readonly quotaBytes?: bigint;
}

/** Writes an account with one API token straight into the database: by default a creator who may read and write. */
export async function createTestAccount(
  environment: Pick<TestEnvironment, 'database'>,
  options: TestAccountOptions = {},
): Promise<TestAccount> {
  const { role = 'CREATOR', scope = 'WRITE', quotaBytes = null } = options;
  const accountId = createId();
  const token = createTokenText();
  await environment.database.account.create({
    data: {
      id: accountId,
      displayName: `A test's ${role.toLowerCase()}`,
      role,
      quotaBytes,
      tokens: { create: { id: createId(), kind: 'API', scope, name: 'test', hash: hashToken(token) } },
    },
  });
  return { accountId, token };
}
