import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'rst_';

/** A new secret: `rst_` and 32 random bytes in base64url. Shown once; only its hash is kept. */
export function createTokenText(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** SHA-256 of the whole text, in hex: what the database holds. A random secret of 256 bits needs no slow hash. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
