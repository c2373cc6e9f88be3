import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, open, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileErrorCode, nullWhenMissing, writeIncoming } from './folder-files.ts';
import type { MultipartPart } from './object-store.ts';

/**
 * How the parts of a multipart upload lie in its folder:
 *
 *     body                           parts written where they will be in the object, one slot each
 *     slot                           a symbolic link whose target is the slots' size in bytes: that of the first part
 *     {number}.claim                 somebody has begun to write into this slot
 *     {number}-{bytes}-{md5}.slot    this part lies in its slot, whole and flushed
 *     {number}-{bytes}-{md5}.part    this part does not, and here are its bytes
 *
 * An upload in equal parts thus needs no joining, however large it is. A slot is written once, by whoever claims it:
 * a part sent again, or cut short by a crash, goes into a file of its own, so that no half-written slot ever counts.
 */
export interface StoredPart extends MultipartPart {
  readonly isInSlot: boolean;
}

const PART_NAME = /^(\d{5})-(\d+)-([0-9a-f]{32})\.(slot|part)$/;
const BODY = 'body';
/** The body from the moment on that the object is made of it: no slot is written any more. */
const JOINED = 'joined';

const digits = (number: number) => String(number).padStart(5, '0');
const partName = (part: StoredPart) =>
  `${digits(part.number)}-${part.sizeBytes}-${part.etag.replaceAll('"', '')}.${part.isInSlot ? 'slot' : 'part'}`;

export async function createBody(folder: string): Promise<void> {
  await writeFile(join(folder, BODY), '');
}

/** The parts that are whole, in order of their numbers. */
export async function readStoredParts(folder: string): Promise<StoredPart[]> {
  const names = (await readdir(folder).catch(nullWhenMissing)) ?? [];
  return names.sort().flatMap((name) => {
    const [, number, sizeBytes, md5, kind] = PART_NAME.exec(name) ?? [];
    return md5 ? { number: Number(number), sizeBytes: Number(sizeBytes), etag: `"${md5}"`, isInSlot: kind === 'slot' } : [];
  });
}

/** Stores a part, flushed; it takes the place of an earlier one with its number. */
export async function storePart(root: string, folder: string, number: number, bytes: Uint8Array): Promise<MultipartPart> {
  const former = (await readStoredParts(folder)).filter((other) => other.number === number);
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const part = { number, etag, sizeBytes: bytes.byteLength };
  if (former.length === 1 && former[0]?.etag === etag && former[0].sizeBytes === part.sizeBytes) return part;
  // Were both to stand there after a crash, nobody could tell which is the newer; the sender sends it again.
  for (const other of former) await rm(join(folder, partName(other)), { force: true });
  if (await writeIntoSlot(folder, number, bytes)) {
    const { path } = await writeIncoming(root, '');
    await rename(path, join(folder, partName({ ...part, isInSlot: true })));
  } else {
    const { path } = await writeIncoming(root, bytes);
    await rename(path, join(folder, partName({ ...part, isInSlot: false })));
  }
  return part;
}

/** False when the part belongs into a file of its own: it is too large, or the slot is not ours to write. */
async function writeIntoSlot(folder: string, number: number, bytes: Uint8Array): Promise<boolean> {
  const slotBytes = await agreeOnSlotBytes(folder, bytes.byteLength);
  if (bytes.byteLength > slotBytes || !(await claimSlot(folder, number))) return false;
  const file = await open(join(folder, BODY), 'r+').catch(nullWhenMissing);
  if (!file) return false;
  try {
    await writeAt(file, bytes, (number - 1) * slotBytes);
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

/** The first part decides, and a symbolic link is made with its target in one step: of two first parts, one wins. */
async function agreeOnSlotBytes(folder: string, sizeBytes: number): Promise<number> {
  await symlink(String(sizeBytes), join(folder, 'slot')).catch(ignoreExisting);
  return Number(await readlink(join(folder, 'slot')));
}

async function claimSlot(folder: string, number: number): Promise<boolean> {
  const file = await open(join(folder, `${digits(number)}.claim`), 'wx').catch(ignoreExisting);
  await file?.close();
  return file !== undefined;
}

/**
 * The file that holds the parts one after the other, made in place, or null when their sizes do not allow that.
 * Safe to repeat.
 */
export async function joinInPlace(folder: string, parts: readonly StoredPart[]): Promise<string | null> {
  const slotBytes = Number(await readlink(join(folder, 'slot')));
  const isRegular = parts.every(
    ({ number, sizeBytes }, index) =>
      number === index + 1 && (index === parts.length - 1 ? sizeBytes <= slotBytes : sizeBytes === slotBytes),
  );
  if (!isRegular) return null;
  await rename(join(folder, BODY), join(folder, JOINED)).catch(nullWhenMissing);
  const file = await open(join(folder, JOINED), 'r+');
  try {
    for (const part of parts.filter(({ isInSlot }) => !isInSlot)) {
      let position = (part.number - 1) * slotBytes;
      for await (const bytes of readPart(folder, part, slotBytes)) position += await writeAt(file, bytes, position);
    }
    await file.truncate(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    await file.sync();
  } finally {
    await file.close();
  }
  return join(folder, JOINED);
}

/** All parts' bytes in order, wherever they lie. */
export async function* readParts(folder: string, parts: readonly StoredPart[]): AsyncGenerator<Uint8Array> {
  const slotBytes = Number(await readlink(join(folder, 'slot')));
  for (const part of parts) yield* readPart(folder, part, slotBytes);
}

async function* readPart(folder: string, part: StoredPart, slotBytes: number): AsyncGenerator<Uint8Array> {
  if (part.sizeBytes === 0) return;
  const start = part.isInSlot ? (part.number - 1) * slotBytes : 0;
  const path = part.isInSlot ? await findBody(folder) : join(folder, partName(part));
  yield* createReadStream(path, { start, end: start + part.sizeBytes - 1, highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>;
}

async function findBody(folder: string): Promise<string> {
  const joined = join(folder, JOINED);
  return access(joined).then(
    () => joined,
    () => join(folder, BODY),
  );
}

interface WritableFile {
  write(bytes: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
}

/** A single write may take fewer bytes than it was given. */
async function writeAt(file: WritableFile, bytes: Uint8Array, position: number): Promise<number> {
  for (let written = 0; written < bytes.byteLength; ) {
    written += (await file.write(bytes, written, bytes.byteLength - written, position + written)).bytesWritten;
  }
  return bytes.byteLength;
}

function ignoreExisting(error: unknown): undefined {
  if (fileErrorCode(error) !== 'EEXIST') throw error;
}
