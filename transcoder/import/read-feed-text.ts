import { AppError } from '../../core/errors.ts';

/** Marks that begin a document and tell its encoding (XML 1.0, appendix F). */
const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  // No mark, but `<?` in two bytes each.
  ['utf-16le', [0x3c, 0x00, 0x3f, 0x00]],
  ['utf-16be', [0x00, 0x3c, 0x00, 0x3f]],
];
const DECLARATION_BYTES = 200;
const DECLARED = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;
const CHARSET = /;\s*charset\s*=\s*"?([A-Za-z0-9._-]+)/i;

/**
 * A feed's bytes as text: by the mark at its beginning, else by its XML declaration, else by the Content-Type it came
 * with, else as UTF-8. Bytes that the encoding does not have become U+FFFD.
 * @throws AppError feed_unreadable for an encoding that nobody knows
 */
export function readFeedText(bytes: Uint8Array, contentType: string): string {
  const encoding = findMark(bytes) ?? findDeclared(bytes) ?? CHARSET.exec(contentType)?.[1] ?? 'utf-8';
  const decoder = openDecoder(encoding);
  if (!decoder)
    throw new AppError('feed_unreadable', `The feed says that it is written in "${encoding}", an encoding that is not known here.`);
  return decoder.decode(bytes);
}

function findMark(bytes: Uint8Array): string | null {
  return MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0] ?? null;
}

function findDeclared(bytes: Uint8Array): string | null {
  const beginning = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  const declared = DECLARED.exec(beginning)?.[1] ?? null;
  // Whoever could read the declaration byte by byte does not read two bytes a letter, whatever it says.
  return declared?.toLowerCase().startsWith('utf-16') ? 'utf-8' : declared;
}

function openDecoder(encoding: string) {
  try {
    return new TextDecoder(encoding);
  } catch {
    return null;
  }
}
