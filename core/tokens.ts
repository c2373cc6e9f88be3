import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'rst_';
const SECRET_BYTES = 32;

/** A new secret token: `rst_` and 32 random bytes as base64url. It is shown once; the database keeps its hash. */
export function createTokenText(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * What the database keeps of a token: the SHA-256 of its whole text, in hex. A fast hash is right here: nobody
 * guesses 256 random bits, and the check runs with every request.
 */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
