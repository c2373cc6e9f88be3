import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import { type EpisodeTags, GENRE } from '../podcast/episode-tags.ts';
import type { EncodeCommand, EncodeInput } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

export interface EpisodeFileRequest {
  readonly kind: 'M4A' | 'MP4';
  readonly master: ObjectLocation;
  readonly tags: EpisodeTags;
  /** A file of ffmpeg's metadata format; null without chapters. */
  readonly chaptersPath: string | null;
  /** A JPEG; null for none. */
  readonly artworkPath: string | null;
  readonly path: string;
}

/** Joins a master with an episode's tags, chapters and front cover. Nothing is encoded again. */
export function buildEpisodeFileCommand({ kind, master, tags, chaptersPath, artworkPath, path }: EpisodeFileRequest): EncodeCommand {
  const chapters = chaptersPath === null ? [] : [readOwn(chaptersPath, 'ffmetadata')];
  const artwork = artworkPath === null ? [] : [readOwn(artworkPath, 'jpeg_pipe')];
  const [input, ...furtherInputs] = [
    { location: nameInput(master), options: fenceInput(master) },
    ...chapters,
    ...artwork,
  ] as const satisfies readonly EncodeInput[];
  return {
    input,
    furtherInputs,
    filterGraph: null,
    outputs: [
      {
        path,
        options: [
          ...(kind === 'MP4' ? ['-map', '0:v:0'] : []),
          ...['-map', '0:a:0'],
          ...(artworkPath === null ? [] : ['-map', `${1 + chapters.length}:v:0`, '-disposition:v:0', 'attached_pic']),
          // :g, since without it the titles of the chapters would go as well. The master has no tags of its own.
          ...['-c', 'copy', '-map_metadata:g', '-1', '-map_chapters', chaptersPath === null ? '-1' : '1'],
          ...renderTags(tags),
          // The same tags and the same master are the same bytes, and so the same name.
          ...['-fflags', '+bitexact'],
          // ipod: the flavour of MP4 that makes a file an .m4a to phones. faststart: the index comes first.
          ...['-f', kind === 'M4A' ? 'ipod' : 'mp4', '-movflags', '+faststart'],
        ],
      },
    ],
  };
}

/** A file that we wrote ourselves, so that its format is known and no content has to decide it. */
const readOwn = (path: string, format: string): EncodeInput => ({
  location: nameInput({ kind: 'file', path }),
  options: ['-protocol_whitelist', 'file', '-f', format],
});

function renderTags(tags: EpisodeTags): string[] {
  const named: [string, string | null][] = [
    ['title', tags.title],
    ['artist', tags.artist],
    ['album', tags.album],
    ['album_artist', tags.artist],
    ['track', tags.track === null ? null : String(tags.track)],
    ['disc', tags.season === null ? null : String(tags.season)],
    ['date', tags.date === null ? null : tags.date.toISOString().slice(0, 10)],
    ['genre', GENRE],
    ['comment', tags.comment],
    ['description', tags.comment],
  ];
  const written = named.flatMap(([name, value]) => (value === null || value === '' ? [] : ['-metadata', `${name}=${value}`]));
  return [...written, '-metadata:s:a:0', `language=${tags.language}`];
}
