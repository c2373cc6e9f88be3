import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { EncodeCommand } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

/**
 * Joins a finished picture (a file of CMAF segments) and a levelled sound into one progressive MP4, without encoding
 * anything again. Both begin at the film's zero.
 */
export function buildFilmCommand(request: {
  readonly picturePath: string;
  readonly sound: ObjectLocation;
  readonly pictureSeconds: number;
  readonly path: string;
}): EncodeCommand {
  const { picturePath, sound, pictureSeconds, path } = request;
  const picture = { kind: 'file', path: picturePath } as const;
  return {
    input: { location: nameInput(picture), options: fenceInput(picture) },
    furtherInputs: [
      {
        location: nameInput(sound),
        // Before the input: an output's -t would count the picture's reordered frames and drop the last of them.
        options: [...fenceInput(sound), '-t', pictureSeconds.toFixed(6)],
      },
    ],
    filterGraph: null,
    outputs: [
      {
        path,
        options: [
          ...['-map', '0:v:0', '-map', '1:a:0', '-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
          // faststart: the index before the media, so that players begin before they have the whole file.
          ...['-f', 'mp4', '-movflags', '+faststart'],
        ],
      },
    ],
  };
}
