import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { VideoPlan } from '../transcode/transcode-plan.ts';
import type { EncodeCommand } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

const LONGEST_SIDE = 1280;
/** Frames among which the most typical one is chosen, so that a poster is neither a fade nor a flash. */
const CANDIDATES = 48;

/** ffmpeg's arguments for a poster: a typical picture from `atSeconds` on, at most 1280 pixels on its longer side. */
export function buildPosterCommand(request: {
  readonly location: ObjectLocation;
  readonly path: string;
  readonly video: VideoPlan;
  readonly size: { readonly width: number; readonly height: number };
  readonly atSeconds: number;
}): EncodeCommand {
  const { location, path, video, size, atSeconds } = request;
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(size.width, size.height));
  const filters = [
    ...(video.treatment.deinterlace ? ['bwdif=mode=send_frame'] : []),
    `thumbnail=n=${CANDIDATES}`,
    `scale=${Math.round(size.width * shrink)}:${Math.round(size.height * shrink)}:in_color_matrix=${video.treatment.inputMatrix}:out_range=pc`,
    'setsar=1',
    'format=yuvj420p',
  ];
  return {
    input: { location: nameInput(location), options: [...fenceInput(location), ...(atSeconds > 0 ? ['-ss', atSeconds.toFixed(3)] : [])] },
    filterGraph: `[0:${video.streamIndex}]${filters.join(',')}[v]`,
    outputs: [{ path, options: ['-map', '[v]', '-frames:v', '1', '-q:v', '3', '-map_metadata', '-1', '-f', 'image2', '-update', '1'] }],
  };
}
