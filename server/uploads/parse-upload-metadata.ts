import { AppError } from '../../core/errors.ts';

/** What a client says about its file; texts are trimmed, bounded and free of control characters. */
export interface UploadMetadata {
  readonly filename: string;
  readonly filetype: string;
  readonly title: string | null;
}

const MAX_FILENAME = 255;
const MAX_TITLE = 200;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
/** Control characters, and the marks that turn the direction of writing (a name may not read other than it is). */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Parses the header Upload-Metadata (tus 1.0, extension creation): pairs of a key and a Base64 value, set apart by commas.
 * @throws AppError bad_request naming what is wrong.
 */
export function parseUploadMetadata(header: string): UploadMetadata {
  const values = parsePairs(header);
  const filetype = values.get('filetype') ?? '';
  return {
    filename: cleanText((values.get('filename') ?? '').replace(/^.*[\\/]/s, ''), MAX_FILENAME) || 'untitled',
    filetype: MEDIA_TYPE.test(filetype) ? filetype : 'application/octet-stream',
    title: cleanText(values.get('title') ?? '', MAX_TITLE) || null,
  };
}

/** A draft's first title: what the client said, or the file's name without its ending. */
export function planDraftTitle({ title, filename }: Pick<UploadMetadata, 'title' | 'filename'>): string {
  return title ?? cleanText(filename.replace(/(?<=.)\.[A-Za-z0-9]{1,8}$/, ''), MAX_TITLE);
}

function parsePairs(header: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const pair of header.trim() === '' ? [] : header.split(',')) {
    const [key, value = '', ...more] = pair.trim().split(' ');
    if (!key || more.length > 0) throw new AppError('bad_request', 'Upload-Metadata must be pairs of a key and a Base64 value.');
    if (values.has(key)) throw new AppError('bad_request', `Upload-Metadata names the key ${key} twice.`);
    values.set(key, decode(key, value));
  }
  return values;
}

function decode(key: string, value: string): string {
  try {
    if (BASE64.test(value)) return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'base64'));
  } catch {
    // Not UTF-8: told below, like any other fault of the value.
  }
  throw new AppError('bad_request', `Upload-Metadata: the value of ${key} is not UTF-8 text in Base64.`);
}

/** Cuts by characters, not by halves of them. */
function cleanText(text: string, maxLength: number): string {
  return Array.from(text.replace(UNPRINTABLE, ' ').trim()).slice(0, maxLength).join('').trim();
}
