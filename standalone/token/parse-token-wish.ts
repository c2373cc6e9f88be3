import { parseArgs } from 'node:util';

export const ROLES = ['VIEWER', 'CREATOR', 'MODERATOR', 'ADMIN'] as const;
export const SCOPES = ['READ', 'WRITE', 'ADMIN'] as const;

/** What a token is to be good for. */
export interface TokenWish {
  /** An account that is there, or the role of one that is found (the administrator's) or made. */
  readonly holder: { readonly accountId: string } | { readonly role: (typeof ROLES)[number] };
  /** Null for the most that the account's role allows. */
  readonly scope: (typeof SCOPES)[number] | null;
  readonly name: string;
  /** A link for the browser instead of a token for the API. */
  readonly signIn: boolean;
}

export const USAGE = `Usage: npm run -s token -- (--role ROLE | --account ID) [--scope SCOPE] [--name NAME] [--sign-in]

  --role     ${ROLES.join(', ').toLowerCase()}: admin is this instance's administrator, any other role gets an account of its own
  --account  an account that is there: its id is told with every token, and by GET /api/me
  --scope    ${SCOPES.join(', ').toLowerCase()}: what the token may do (default: admin for the administrator, else write)
  --name     what the token is called in lists (default: "command line")
  --sign-in  print a link that signs in once, instead of a token`;

/** Reads the command line; null when it is wrong. */
export function parseTokenWish(args: readonly string[]): TokenWish | null {
  const options = {
    role: { type: 'string' },
    account: { type: 'string' },
    scope: { type: 'string' },
    name: { type: 'string' },
    'sign-in': { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const { name = 'command line' } = values;
    const scope = findWord(SCOPES, values.scope);
    const holder = readHolder(values.role, values.account);
    if (!holder || scope === undefined || name === '') return null;
    if ('role' in holder && !allowsScope(holder.role, scope)) return null;
    return { holder, scope, name, signIn: values['sign-in'] };
  } catch {
    return null;
  }
}

/** The scope ADMIN is for administrators alone. */
export function allowsScope(role: (typeof ROLES)[number], scope: TokenWish['scope']): boolean {
  return scope !== 'ADMIN' || role === 'ADMIN';
}

/** Exactly one of both says whose token it is. */
function readHolder(roleName: string | undefined, accountId: string | undefined): TokenWish['holder'] | null {
  if (accountId !== undefined) return roleName === undefined && accountId !== '' ? { accountId } : null;
  const role = findWord(ROLES, roleName);
  return role ? { role } : null;
}

/** Null where nothing was said, undefined for what is none of the words. */
function findWord<T extends string>(words: readonly T[], text: string | undefined): T | null | undefined {
  return text === undefined ? null : words.find((word) => word === text.toUpperCase());
}
