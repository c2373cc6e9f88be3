import type { Queryable } from '../../core/database.ts';
import { createId } from '../../core/identifiers.ts';
import { findFirstAdmin, insertAccount } from './accounts-queries.ts';

export interface NewAccount {
  readonly displayName: string;
  readonly role: 'VIEWER' | 'CREATOR' | 'MODERATOR' | 'ADMIN';
  readonly email?: string;
}

export async function createAccount(database: Queryable, { displayName, role, email }: NewAccount) {
  return insertAccount(database, { id: createId(), displayName, role, email: email ?? null });
}

/** The instance's administrator; made on the first call, found on every later one. */
export async function findOrCreateAdmin(database: Queryable) {
  return (await findFirstAdmin(database)) ?? (await createAccount(database, { displayName: 'Administrator', role: 'ADMIN' }));
}
