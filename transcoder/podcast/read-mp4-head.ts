import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import { readInitSegment } from '../hls/read-init-segment.ts';

/** What stands before the media in a file that starts fast. */
export interface Mp4Head {
  /** Bytes before the first one of media. */
  readonly headBytes: number;
  /** The first track's, as RFC 6381 writes it. */
  readonly codecs: string;
}

const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;

/**
 * Walks over the boxes of an MP4 file until the media begins (ISO/IEC 14496-12 4.2).
 * @throws AppError package_incomplete when the index does not come before the media
 */
export async function readMp4Head(path: string): Promise<Mp4Head> {
  await using file = await open(path);
  let codecs: string | null = null;
  for (let offset = 0; ; ) {
    const box = await readBoxHeader(file, offset);
    if (box.type === 'moov') codecs = readInitSegment(await readBytes(file, offset, box.sizeBytes)).codecs;
    if (box.type === 'mdat') {
      if (codecs === null) throw new AppError('package_incomplete', "An MP4 file's index is not at its start.");
      return { headBytes: offset + box.headerBytes, codecs };
    }
    offset += box.sizeBytes;
  }
}

/** A length in four bytes, a type in four, and a longer length in eight more where the first one is 1. */
async function readBoxHeader(file: FileHandle, offset: number) {
  const header = await readBytes(file, offset, LONG_HEADER_BYTES);
  const isLong = header.readUInt32BE(0) === 1;
  const sizeBytes = isLong ? Number(header.readBigUInt64BE(8)) : header.readUInt32BE(0);
  if (sizeBytes < HEADER_BYTES) throw new AppError('package_incomplete', 'An MP4 file ends before its media.');
  return { type: header.toString('latin1', 4, 8), sizeBytes, headerBytes: isLong ? LONG_HEADER_BYTES : HEADER_BYTES };
}

/** Zeroes where the file has ended. */
async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await file.read(bytes, 0, length, offset);
  return bytes;
}
