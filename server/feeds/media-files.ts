/**
 * The files below an episode, by name. Names are made of their content: other bytes are another address, so that what
 * was fetched once is good for ever.
 */
export interface MediaFile {
  readonly fileName: string;
  /** What is listened to or watched: delivered by redirect where that is set, and counted as a download. */
  readonly isMedia: boolean;
  /** Of texts; media keep the type that they are stored and announced with. */
  readonly contentType: string | undefined;
}

export const IMMUTABLE = 'public, max-age=31536000, immutable';
const FILE_NAME = /^[0-9a-f]{8,64}\.(mp3|m4a|mp4|vtt|srt|json|html|chapters\.json)$/;
const TEXT_TYPES: Readonly<Record<string, string>> = {
  vtt: 'text/vtt; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  'chapters.json': 'application/json+chapters; charset=utf-8',
};

/** Null for what names no file of an episode. */
export function readMediaFile(fileName: string): MediaFile | null {
  const extension = FILE_NAME.exec(fileName)?.[1];
  if (!extension) return null;
  const contentType = TEXT_TYPES[extension];
  return { fileName, contentType, isMedia: contentType === undefined };
}
