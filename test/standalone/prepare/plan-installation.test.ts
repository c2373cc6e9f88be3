import { describe, expect, it } from 'vitest';
import { commandToType, planInstallation } from '../../../standalone/prepare/plan-installation.mjs';

const debian = { platform: 'linux', isRoot: false, hasPasswordlessSudo: false, packageTool: 'apt-get' } as const;
const mac = { platform: 'darwin', isRoot: false, hasPasswordlessSudo: false, packageTool: 'brew' } as const;
const START = ['ffmpeg', 'ffprobe', 'redis-server'] as const;
const UNPACK = { kind: 'unpack', packages: ['ffmpeg', 'redis-server'] };

describe('planInstallation', () => {
  it.each([
    ['nothing is missing', [], debian, []],
    [
      'root has apt, with unpacking in reserve',
      START,
      { ...debian, isRoot: true },
      [{ kind: 'apt', sudo: false, packages: ['ffmpeg', 'redis-server'] }, UNPACK],
    ],
    [
      'sudo asks for no password',
      START,
      { ...debian, hasPasswordlessSudo: true },
      [{ kind: 'apt', sudo: true, packages: ['ffmpeg', 'redis-server'] }, UNPACK],
    ],
    ['nobody is root', START, debian, [UNPACK]],
    ['Homebrew is there', START, mac, [{ kind: 'brew', packages: ['ffmpeg', 'redis'] }]],
    ['a Mac has no Homebrew', START, { ...mac, packageTool: null }, []],
    ['the distribution is another', START, { ...debian, packageTool: 'dnf' }, []],
    ['Ceph cannot just be unpacked', ['radosgw'], debian, []],
    ['Ceph is not in Homebrew', ['radosgw'], mac, []],
  ] as const)('knows what to do when %s', (_case, missing, system, ways) => {
    expect(planInstallation(missing, system)).toEqual(ways);
  });
});

describe('commandToType', () => {
  it.each([
    [debian, 'sudo apt-get install ffmpeg redis-server'],
    [{ ...debian, packageTool: 'dnf' }, 'sudo dnf install ffmpeg redis'],
    [{ ...debian, packageTool: 'pacman' }, 'sudo pacman -S ffmpeg redis'],
    [mac, 'brew install ffmpeg redis'],
    [{ ...mac, packageTool: null }, 'get Homebrew from https://brew.sh, then type "brew install ffmpeg redis"'],
    [{ ...debian, platform: 'win32', packageTool: null }, 'run it inside WSL'],
    [{ ...debian, packageTool: null }, "install them with your system's packages"],
  ] as const)('names what the owner of the system can do (%#)', (system, expected) => {
    expect(commandToType(START, system)).toContain(expected);
  });
});
