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

export const masterFiles = (directory: string) => ({
  mp3: `${directory}/master.mp3`,
  m4a: `${directory}/master.m4a`,
  pcm: `${directory}/waveform.pcm`,
});

/**
 * The second pass: one decode, one gain, and out of it both masters without tags and the samples of the waveform
 * (s16le, mono). A constant gain keeps the dynamics; loudnorm's moving one would pump.
 */
export function buildMasterCommand(request: {
  readonly location: ObjectLocation;
  readonly directory: string;
  readonly sound: SoundPlan;
  readonly gain: GainPlan;
}): EncodeCommand {
  const { location, directory, sound, gain } = request;
  const paths = masterFiles(directory);
  const bitrate = String(MASTER_BITRATE_BPS);
  return {
    input: inputSound(location, sound),
    filterGraph: [
      `[0:${sound.streamIndex}]${renderLevelling(sound, gain).join(',')},asplit=3[level][m4a][wave]`,
      `[level]volume=${(1 / LAME_SCALE).toFixed(6)}[mp3]`,
      `[wave]aresample=${WAVEFORM_SAMPLE_RATE},aformat=sample_fmts=s16:channel_layouts=mono[pcm]`,
    ].join(';'),
    outputs: [
      {
        path: paths.mp3,
        options: [
          ...['-map', '[mp3]', '-c:a', 'libmp3lame', '-b:a', bitrate, ...PLAIN],
          // The Info frame tells players how long the file is and where to seek; tags come later, one set an episode.
          ...['-f', 'mp3', '-write_xing', '1', '-id3v2_version', '0', '-write_id3v1', '0'],
        ],
      },
      {
        path: paths.m4a,
        // faststart: the index before the sound, so that players begin before they have the whole file.
        options: ['-map', '[m4a]', '-c:a', 'aac', '-b:a', bitrate, ...PLAIN, '-f', 'ipod', '-movflags', '+faststart'],
      },
      { path: paths.pcm, options: ['-map', '[pcm]', '-c:a', 'pcm_s16le', '-f', 's16le'] },
    ],
  };
}

/** Nothing of the source but its sound, and nothing that differs from run to run: the same sound is the same bytes. */
const PLAIN = ['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];

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
    `alimiter=limit=${(10 ** (ceilingDbtp / 20)).toFixed(6)}:level=false:latency=true:attack=5:release=80`,
    `aresample=${MASTER_SAMPLE_RATE}`,
    // How loud it is now: limiting takes loudness away, which another round gives back.
    'ebur128=framelog=verbose',
    // It works on doubles, which the encoders do not take.
    'aformat=sample_fmts=fltp',
  ];
}
