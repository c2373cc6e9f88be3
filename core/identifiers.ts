import { randomBytes } from 'node:crypto';

export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
export const ID_LENGTH = 16;

/**
 * A new random identifier: 16 letters and digits (80 bits), free of look-alikes, safe in a URL, in an object key
 * and in a BullMQ job id (which may not contain a colon).
 */
export function createId(): string {
  return Array.from(randomBytes(ID_LENGTH), (byte) => ID_ALPHABET[byte % ID_ALPHABET.length]).join('');
}

/** What createId makes, as a JSON schema pattern. */
export const ID_PATTERN = `^[${ID_ALPHABET}]{${ID_LENGTH}}$`;
