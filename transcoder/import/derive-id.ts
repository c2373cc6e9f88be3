import { createHash } from 'node:crypto';
import { ID_ALPHABET, ID_LENGTH } from '../../core/identifiers.ts';

/**
 * An identifier that follows from names: whoever does a step again, after a crash or beside somebody who was thought
 * dead, makes the same rows and objects. It looks like any other (core/identifiers.ts).
 */
export function deriveId(...names: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(names)).digest();
  return Array.from(hash.subarray(0, ID_LENGTH), (byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join('');
}
