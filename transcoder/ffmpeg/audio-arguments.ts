import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { AudioPlan } from '../transcode/transcode-plan.ts';
import type { EncodeCommand } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

export const AUDIO_SAMPLE_RATE = 48_000;

/** What the AAC encoder puts before the first sample; decoders play it as 21 ms of silence. */
const PRIMING_SAMPLES = 1024;

/**
 * ffmpeg's arguments for the whole audio rendition. It is encoded in one go: AAC frames overlap, so chunks would
 * click at every seam. Segments appear in `directory` one after another while it runs, named by its `index.m3u8`.
 */
export function buildAudioCommand(request: {
  readonly location: ObjectLocation;
  readonly directory: string;
  readonly audio: AudioPlan;
  readonly segmentSeconds: number;
}): EncodeCommand {
  const { location, directory, audio, segmentSeconds } = request;
  return {
    input: { location: nameInput(location), options: ['-vn', '-sn', '-dn', ...fenceInput(location), ...seekOptions(audio)] },
    filterGraph: `[0:${audio.streamIndex}]${renderFilters(audio)}[a]`,
    outputs: [
      {
        path: `${directory}/index.m3u8`,
        options: [
          ...['-map', '[a]', '-c:a', 'aac', '-b:a', String(audio.bitrateBps)],
          ...['-avoid_negative_ts', 'disabled', '-muxdelay', '0', '-muxpreload', '0'],
          ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
          ...['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_playlist_type', 'event', '-hls_list_size', '0'],
          // temp_file: a segment or playlist is there whole or not at all while we watch the folder.
          ...['-hls_segment_options', 'movflags=+frag_discont', '-hls_flags', 'independent_segments+temp_file'],
          ...['-hls_time', segmentSeconds.toFixed(6)],
          ...['-hls_segment_filename', `${directory}/%05d.m4s`, '-hls_fmp4_init_filename', 'init.mp4'],
        ],
      },
    ],
  };
}

const seekOptions = ({ startSeconds }: AudioPlan) => (startSeconds > 0 ? ['-ss', startSeconds.toFixed(6)] : []);

function renderFilters(audio: AudioPlan): string {
  const end = audio.durationSeconds;
  return [
    // Gaps become silence and a late start is filled, so that sound stays with the picture.
    `aresample=${AUDIO_SAMPLE_RATE}:async=1:first_pts=0`,
    'aformat=channel_layouts=stereo',
    ...(end === null ? [] : ['apad', `atrim=end=${end.toFixed(6)}`]),
    // The priming would push everything 21 ms back; giving up the first 21 ms keeps the rest in its place, and the
    // first decode time at zero without an edit list.
    `atrim=start_sample=${PRIMING_SAMPLES}`,
  ].join(',');
}
