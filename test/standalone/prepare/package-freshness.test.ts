import { describe, expect, it } from 'vitest';
import { judgePackages, packageStamp } from '../../../standalone/prepare/package-freshness.mjs';

const locked = {
  packages: { '': { version: '1.0.0' }, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } },
};
const whole = { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } } };
const withoutOptional = { packages: { 'node_modules/a': { version: '1.0.0' } } };
const expectedStamp = packageStamp(['package', 'lock'], 'linux-x64-115');

describe('judgePackages', () => {
  it.each([
    ['missing', 'nothing is installed', { stamp: null, installed: null }],
    ['missing', 'an installation was cut off, whatever the stamp says', { stamp: expectedStamp, installed: null }],
    ['fresh', 'the stamp matches', { stamp: expectedStamp, installed: withoutOptional }],
    ['adopt', 'somebody ran npm by hand and all is there', { stamp: null, installed: whole }],
    ['adopt', 'only an optional package is absent', { stamp: null, installed: withoutOptional }],
    ['adopt', 'the lockfile changed and npm has already followed', { stamp: packageStamp(['older'], 'linux-x64-115'), installed: whole }],
    ['stale', 'a package is absent', { stamp: null, installed: { packages: { 'node_modules/b': { version: '2.0.0' } } } }],
    ['stale', 'a version differs', { stamp: null, installed: { packages: { 'node_modules/a': { version: '0.9.0' } } } }],
    [
      'stale',
      'a package is too many',
      { stamp: null, installed: { packages: { ...whole.packages, 'node_modules/c': { version: '1.0.0' } } } },
    ],
    ['stale', 'it was installed for another Node', { stamp: packageStamp(['package', 'lock'], 'linux-x64-127'), installed: whole }],
  ] as const)('says %s when %s', (verdict, _case, { stamp, installed }) => {
    expect(judgePackages({ stamp, expectedStamp, installed, locked })).toBe(verdict);
  });
});

describe('packageStamp', () => {
  it('changes with either file and with the Node that packages were built for', () => {
    const stamps = [
      packageStamp(['package', 'lock'], 'linux-x64-115'),
      packageStamp(['package2', 'lock'], 'linux-x64-115'),
      packageStamp(['package', 'lock2'], 'linux-x64-115'),
      packageStamp(['packagelock', ''], 'linux-x64-115'),
      packageStamp(['package', 'lock'], 'linux-x64-127'),
    ];
    expect(new Set(stamps).size).toBe(stamps.length);
  });
});
