/**
 * A program of the system that Rostrum runs but does not ship.
 *
 * @typedef {object} Program
 * @property {readonly (readonly string[])[]} commands all of these must be there, each under one of its names; the first one's path is the program's
 * @property {readonly string[]} aptPackages
 * @property {readonly string[]} brewPackages empty where Homebrew has none
 * @property {boolean} unpackable whether its Debian packages work when they are only unpacked
 */

/** @typedef {'ffmpeg' | 'ffprobe' | 'redis-server' | 'chromium' | 'radosgw' | 'podcast-clients'} ProgramName */

/** @type {Readonly<Record<ProgramName, Program>>} */
export const PROGRAMS = {
  ffmpeg: { commands: [['ffmpeg']], aptPackages: ['ffmpeg'], brewPackages: ['ffmpeg'], unpackable: true },
  ffprobe: { commands: [['ffprobe']], aptPackages: ['ffmpeg'], brewPackages: ['ffmpeg'], unpackable: true },
  'redis-server': { commands: [['redis-server']], aptPackages: ['redis-server'], brewPackages: ['redis'], unpackable: true },
  chromium: {
    commands: [['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'Google Chrome', 'Chromium']],
    aptPackages: ['chromium'],
    brewPackages: ['google-chrome'],
    unpackable: true,
  },
  // Ceph's S3 gateway and the few daemons below it. They want their own users and folders, so unpacking is not enough.
  radosgw: {
    commands: [['radosgw'], ['radosgw-admin'], ['ceph'], ['ceph-mon'], ['ceph-mgr'], ['ceph-osd'], ['ceph-authtool'], ['monmaptool']],
    aptPackages: ['radosgw', 'ceph-mon', 'ceph-mgr', 'ceph-osd', 'ceph-common'],
    brewPackages: [],
    unpackable: false,
  },
  // What listeners and directories run against our feeds: gPodder, newsboat, podget, mpv, an MP3 and an XML validator.
  'podcast-clients': {
    commands: [['gpo'], ['newsboat'], ['podboat'], ['podget'], ['mpv'], ['mp3val'], ['jing']],
    aptPackages: ['gpodder', 'newsboat', 'podget', 'mpv', 'mp3val', 'jing'],
    brewPackages: [],
    unpackable: false,
  },
};
