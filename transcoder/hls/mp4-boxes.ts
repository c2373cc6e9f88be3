/**
 * Just enough of the ISO base media file format (ISO/IEC 14496-12) to measure what the encoder wrote: boxes are
 * a 32-bit length and a four-letter type, followed by more boxes or by fields.
 */
export interface Box {
  readonly type: string;
  /** The box's content, after its header. */
  readonly content: DataView;
}

const HEADER_BYTES = 8;

/** The boxes that lie side by side in `view`. A box that runs beyond the end is an error. */
export function readBoxes(view: DataView): Box[] {
  const boxes: Box[] = [];
  for (let offset = 0; offset + HEADER_BYTES <= view.byteLength; ) {
    const { headerBytes, sizeBytes } = readBoxSize(view, offset);
    if (sizeBytes < headerBytes || offset + sizeBytes > view.byteLength) throw new RangeError(`box at ${offset} runs beyond its parent`);
    boxes.push({ type: readFourCc(view, offset + 4), content: subview(view, offset + headerBytes, sizeBytes - headerBytes) });
    offset += sizeBytes;
  }
  return boxes;
}

function readBoxSize(view: DataView, offset: number): { headerBytes: number; sizeBytes: number } {
  const sizeBytes = view.getUint32(offset);
  if (sizeBytes === 1) return { headerBytes: 16, sizeBytes: Number(view.getBigUint64(offset + 8)) };
  return { headerBytes: HEADER_BYTES, sizeBytes: sizeBytes === 0 ? view.byteLength - offset : sizeBytes };
}

/** The first box at a path such as `moov/trak/mdia/mdhd`, or null. */
export function findBox(view: DataView, path: string): Box | null {
  const [type, ...rest] = path.split('/');
  const box = readBoxes(view).find((candidate) => candidate.type === type) ?? null;
  return box && rest.length > 0 ? findBox(box.content, rest.join('/')) : box;
}

function readFourCc(view: DataView, offset: number): string {
  return String.fromCharCode(view.getUint8(offset), view.getUint8(offset + 1), view.getUint8(offset + 2), view.getUint8(offset + 3));
}

export function subview(view: DataView, offset: number, length = view.byteLength - offset): DataView {
  return new DataView(view.buffer, view.byteOffset + offset, length);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
