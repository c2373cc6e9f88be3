import { type Box, findBox, readBoxes, subview, viewOf } from './mp4-boxes.ts';

/** What a player must know before it decodes: the track's clock and its RFC 6381 codec string. */
export interface InitSegment {
  readonly timescale: number;
  readonly codecs: string;
}

const VISUAL_ENTRY_BYTES = 78;
const AUDIO_ENTRY_BYTES = 28;

// Tags of ISO/IEC 14496-1 7.2.2.1, and the bytes of fields that precede what a descriptor nests.
const ES_DESCRIPTOR = 0x03;
const ES_FIELD_BYTES = 3;
const DECODER_CONFIG_DESCRIPTOR = 0x04;
const DECODER_CONFIG_FIELD_BYTES = 13;
const DECODER_SPECIFIC_INFO = 0x05;

/**
 * Reads an initialisation segment (ISO/IEC 14496-12 8.4.2 mdhd, 8.5.2 stsd).
 * @throws Error when it is not one, or its codec is not one that we make.
 */
export function readInitSegment(bytes: Uint8Array): InitSegment {
  const media = findBox(viewOf(bytes), 'moov/trak/mdia')?.content;
  const header = media && findBox(media, 'mdhd')?.content;
  const descriptions = media && findBox(media, 'minf/stbl/stsd')?.content;
  const entry = descriptions && readBoxes(subview(descriptions, 8))[0];
  if (!header || !entry) throw new Error('not an initialisation segment');
  return { timescale: header.getUint32(header.getUint8(0) === 1 ? 20 : 12), codecs: readCodec(entry) };
}

function readCodec(entry: Box): string {
  if (entry.type === 'avc1') return readAvcCodec(entry.content);
  if (entry.type === 'mp4a') return readAacCodec(entry.content);
  throw new Error(`unknown sample entry ${entry.type}`);
}

/** `avc1.PPCCLL`: profile, constraints and level as they stand in the avcC (RFC 6381 3.3, ISO/IEC 14496-15 5.3.3). */
function readAvcCodec(entry: DataView): string {
  const avcC = findBox(subview(entry, VISUAL_ENTRY_BYTES), 'avcC')?.content;
  if (!avcC) throw new Error('the avc1 entry lacks avcC');
  return `avc1.${[1, 2, 3].map((offset) => hex(avcC.getUint8(offset))).join('')}`;
}

/** `mp4a.40.N`: object type and audio object type from the esds (RFC 6381 3.3, ISO/IEC 14496-1 7.2.6). */
function readAacCodec(entry: DataView): string {
  const esds = findBox(subview(entry, AUDIO_ENTRY_BYTES), 'esds')?.content;
  if (!esds) throw new Error('the mp4a entry lacks esds');
  const stream = findDescriptor(subview(esds, 4), ES_DESCRIPTOR);
  const decoderConfig = findDescriptor(subview(stream, ES_FIELD_BYTES), DECODER_CONFIG_DESCRIPTOR);
  const specificInfo = findDescriptor(subview(decoderConfig, DECODER_CONFIG_FIELD_BYTES), DECODER_SPECIFIC_INFO);
  return `mp4a.${hex(decoderConfig.getUint8(0))}.${specificInfo.getUint8(0) >> 3}`;
}

/** The content of the first descriptor with this tag among those that lie side by side. */
function findDescriptor(view: DataView, wanted: number): DataView {
  for (let offset = 0; offset < view.byteLength; ) {
    const { length, headerBytes } = readDescriptorLength(view, offset + 1);
    if (view.getUint8(offset) === wanted) return subview(view, offset + 1 + headerBytes, length);
    offset += 1 + headerBytes + length;
  }
  throw new Error(`the esds lacks descriptor ${wanted}`);
}

/** Lengths come in groups of seven bits, the top bit saying that more follow (ISO/IEC 14496-1 8.3.3). */
function readDescriptorLength(view: DataView, offset: number): { length: number; headerBytes: number } {
  let length = 0;
  for (let index = 0; ; index += 1) {
    const byte = view.getUint8(offset + index);
    length = (length << 7) | (byte & 0x7f);
    if (!(byte & 0x80)) return { length, headerBytes: index + 1 };
  }
}

const hex = (value: number) => value.toString(16).padStart(2, '0');
