import type { EncodeCommand } from './encode-command.ts';
import { MASTER_BITRATE_BPS, MASTER_SAMPLE_RATE } from './master-arguments.ts';

/** The length of the notice. */
export const NOTICE_SECONDS = 3;

/** A quiet chime of two tones that fade away, as an MP3 without tags; always the same bytes. */
export function buildNoticeCommand(path: string): EncodeCommand {
  const tone = (frequency: number, from: number) =>
    `between(t,${from},${NOTICE_SECONDS})*0.12*sin(2*PI*${frequency}*t)*exp(-3*(t-${from}))`;
  const chime = `${tone(659.26, 0)}+${tone(523.25, 0.45)}`;
  return {
    // inputOptions rather than an input format: fluent-ffmpeg looks for lavfi among the demuxers, where newer ffmpegs do not list it.
    input: { location: `aevalsrc=exprs='${chime}':s=${MASTER_SAMPLE_RATE}:d=${NOTICE_SECONDS}`, options: ['-f', 'lavfi'] },
    filterGraph: null,
    outputs: [
      {
        path,
        options: [
          ...['-map', '0:a:0', '-ac', '1', '-c:a', 'libmp3lame', '-b:a', String(MASTER_BITRATE_BPS), '-map_metadata', '-1'],
          ...['-fflags', '+bitexact', '-flags:a', '+bitexact'],
          ...['-f', 'mp3', '-write_xing', '1', '-id3v2_version', '0', '-write_id3v1', '0'],
        ],
      },
    ],
  };
}
