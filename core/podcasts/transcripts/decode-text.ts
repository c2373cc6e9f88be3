/**
 * Reads the text of a subtitle file: by its byte order mark, else as UTF-8, else as Windows-1252 (which holds Latin-1),
 * as editors on Windows have written these files for decades.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte))?.encoding;
  if (encoding) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeWindows1252(bytes);
  }
}

/** Node 20's own decoder of this name reads Latin-1, and so loses the quotation marks. */
function decodeWindows1252(bytes: Uint8Array): string {
  // By number: a long file may be nothing but these, and a replacement for each would take seconds.
  const units = new Uint16Array(bytes);
  for (let at = 0; at < units.length; at++) {
    const byte = units[at] ?? 0;
    if (byte >= 0x80 && byte <= 0x9f) units[at] = WINDOWS_1252.charCodeAt(byte - 0x80);
  }
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(units);
}

/** The characters 0x80 to 0x9F; five of them are not given to any. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const MARKS = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;
