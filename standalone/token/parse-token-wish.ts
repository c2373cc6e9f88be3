import { parseArgs } from 'node:util';

export const ROLES = ['VIEWER', 'CREATOR', 'MODERATOR', 'ADMIN'] as const;
export const SCOPES = ['READ', 'WRITE', 'ADMIN'] as const;

/** What a token is to be good for. */
export interface TokenWish {
  readonly role: (typeof ROLES)[number];
  readonly scope: (typeof SCOPES)[number];
  readonly name: string;
  /** A link for the browser instead of a token for the API. */
  readonly signIn: boolean;
}

export const USAGE = `Usage: npm run -s token -- --role ROLE [--scope SCOPE] [--name NAME] [--sign-in]

  --role     ${ROLES.join(', ').toLowerCase()}: admin is this instance's administrator, any other role gets an account of its own
  --scope    ${SCOPES.join(', ').toLowerCase()}: what the token may do (default: admin for the administrator, else write)
  --name     what the token is called in lists (default: "command line")
  --sign-in  print a link that signs in once, instead of a token`;

/** Reads the command line; null when it is wrong. */
export function parseTokenWish(args: readonly string[]): TokenWish | null {
  const options = {
    role: { type: 'string' },
    scope: { type: 'string' },
    name: { type: 'string' },
    'sign-in': { type: 'boolean', default: false },
  } as const;
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const role = ROLES.find((name) => name === values.role?.toUpperCase());
    const defaultScope = role === 'ADMIN' ? 'ADMIN' : 'WRITE';
    const scope = values.scope === undefined ? defaultScope : SCOPES.find((name) => name === values.scope?.toUpperCase());
    const name = values.name ?? 'command line';
    if (!role || !scope || name.length === 0 || (scope === 'ADMIN' && role !== 'ADMIN')) return null;
    return { role, scope, name, signIn: values['sign-in'] };
  } catch {
    return null;
  }
}
