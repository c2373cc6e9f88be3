import type { ObjectLocation } from '../../core/object-storage/object-store.ts';

/**
 * Containers that we open, by the names of ffmpeg's demuxers; the content decides which one it is, never the name.
 * Playlists, scripts, image sequences and text are not among them, so that no upload can make ffmpeg open a second file.
 */
const DEMUXERS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi,flv,live_flv,asf,mpegts,mpeg,mpegvideo,mxf,nut,ogg,ivf,dv,gxf,rm,h264,hevc,m4v,obu',
  'wav,w64,aiff,caf,flac,mp3,aac,ac3,eac3,dts,amr,au,wv,tta,ape,gif',
].join(',');

/** What the fetch of the source itself needs, and nothing else. */
const PROTOCOLS = { file: 'file', url: 'http,https,tcp,tls,crypto' } as const;

/** The source as ffmpeg and ffprobe name it. `file:` keeps a path from being read as a protocol or an option. */
export function nameInput(location: ObjectLocation): string {
  return location.kind === 'file' ? `file:${location.path}` : location.url;
}

/** Options before `-i` that fence in what ffmpeg and ffprobe may open. */
export function fenceInput(location: ObjectLocation): string[] {
  return [
    ...['-protocol_whitelist', PROTOCOLS[location.kind], '-format_whitelist', DEMUXERS],
    // A store that drops a connection in the middle of a film is asked again from where it stopped.
    ...(location.kind === 'url' ? ['-reconnect', '1', '-reconnect_on_network_error', '1', '-reconnect_delay_max', '10'] : []),
  ];
}
