import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { EncodeCommand } from './encode-command.ts';
import { OVERSAMPLED_RATE } from './loudness-arguments.ts';
import { describeChannels, inputSound, type SoundPlan } from './sound-plan.ts';

export const MASTER_SAMPLE_RATE = 44_100;
export const MASTER_BITRATE_BPS = 128_000;
/** Samples a second of the sound that the waveform is drawn from: enough for every consonant, little to read. */
export const WAVEFORM_SAMPLE_RATE = 8_000;

/** What becomes of the level: one gain for the whole sound, and a limiter where peaks would rise above the ceiling. */
export interface GainPlan {
  readonly gainDb: number;
  /** True peak in dBTP that the limiter lets through; null where nothing comes near. */
  readonly ceilingDbtp: number | null;
}

/** LAME takes its input down by this at 128 kbit/s (its preset's `scale`), so the MP3 gets it beforehand. */
const LAME_SCALE = 0.95;

export const MASTER_FORMATS = ['mp3', 'm4a'] as const;
export type MasterFormat = (typeof MASTER_FORMATS)[number];

export const masterFiles = (directory: string) => ({
  mp3: `${directory}/master.mp3`,
  m4a: `${directory}/master.m4a`,
  pcm: `${directory}/waveform.pcm`,
});

/** Nothing of the source but its sound, and nothing that differs from run to run: the same sound is the same bytes. */
const PLAIN = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];

const BITRATE = ['-b:a', String(MASTER_BITRATE_BPS)];

const FILTERS = {
  mp3: `volume=${(1 / LAME_SCALE).toFixed(6)}`,
  m4a: 'anull',
  // Nobody listens to it, so a short filter will do.
  pcm: `aresample=${WAVEFORM_SAMPLE_RATE}:filter_size=4,aformat=sample_fmts=s16:channel_layouts=mono`,
} as const;

const ENCODERS = {
  mp3: [
    ...['-c:a', 'libmp3lame', ...BITRATE, ...PLAIN],
    // The Info frame tells players how long the file is and where to seek; tags come later, one set an episode.
    ...['-f', 'mp3', '-write_xing', '1', '-id3v2_version', '0', '-write_id3v1', '0'],
  ],
  m4a: [
    // aac_pns: noise in the place of what is hard to encode, which bursts out of speech by decibels, whatever the limiter does.
    ...['-c:a', 'aac', '-aac_pns', '0', ...BITRATE, ...PLAIN],
    // faststart: the index before the sound, so that players begin before they have the whole file.
    ...['-f', 'ipod', '-movflags', '+faststart'],
  ],
  pcm: ['-c:a', 'pcm_s16le', '-f', 's16le'],
} as const;

/**
 * The second pass: one decode, one gain, and out of it both masters without tags and the samples of the waveform
 * (s16le, mono). A constant gain keeps the dynamics; loudnorm's moving one would pump. A pass for one format alone,
 * which came out wrong, leaves the waveform as it is.
 */
export function buildMasterCommand(request: {
  readonly location: ObjectLocation;
  readonly directory: string;
  readonly sound: SoundPlan;
  readonly gain: GainPlan;
  readonly formats: readonly MasterFormat[];
}): EncodeCommand {
  const { location, directory, sound, gain, formats } = request;
  const paths = masterFiles(directory);
  const outputs = formats.length < MASTER_FORMATS.length ? formats : ([...formats, 'pcm'] as const);
  const levelled = `[0:${sound.streamIndex}]${renderLevelling(sound, gain).join(',')}`;
  const branches = outputs.map((output) => `[to-${output}]`).join('');
  return {
    input: inputSound(location, sound),
    filterGraph: [
      `${levelled},asplit=${outputs.length}${branches}`,
      ...outputs.map((output) => `[to-${output}]${FILTERS[output]}[${output}]`),
    ].join(';'),
    outputs: outputs.map((output) => ({ path: paths[output], options: ['-map', `[${output}]`, ...ENCODERS[output]] })),
  };
}

function renderLevelling(sound: SoundPlan, { gainDb, ceilingDbtp }: GainPlan): string[] {
  const isLimited = ceilingDbtp !== null;
  const end = sound.durationSeconds;
  return [
    // Gaps become silence and a late start is filled, so that sound stays with the picture and the chapters. A limiter
    // works on the oversampled sound, where it sees the peaks between the samples.
    `aresample=${isLimited ? OVERSAMPLED_RATE : MASTER_SAMPLE_RATE}:async=1:first_pts=0`,
    describeChannels(sound),
    ...(end === null ? [] : ['apad', `atrim=end=${end.toFixed(6)}`]),
    `volume=${gainDb.toFixed(2)}dB`,
    ...(isLimited ? renderLimiter(ceilingDbtp) : []),
  ];
}

function renderLimiter(ceilingDbtp: number): string[] {
  return [
    // level=false: else it would raise everything to full scale again; latency=true takes back the delay of its look ahead.
    `alimiter=limit=${(10 ** (ceilingDbtp / 20)).toFixed(6)}:level=false:latency=true:attack=5:release=50`,
    `aresample=${MASTER_SAMPLE_RATE}`,
    // How loud it is now: limiting takes loudness away, which another try gives back. Encoding was seen to take up to 0.3 LU more.
    'ebur128=framelog=verbose',
    // It works on doubles, which the encoders do not take.
    'aformat=sample_fmts=fltp',
  ];
}
