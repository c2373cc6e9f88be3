import { expect, it } from 'vitest';
import { readSimulatedPackages } from '../../../standalone/prepare/unpack-debian-packages.mjs';

it("reads package and version from apt's simulation, upgrades included, and leaves the C library to the system", () => {
  const simulation = `NOTE: This is only a simulation!
Reading package lists...
Inst libc6 [2.36-9+deb12u9] (2.36-9+deb12u10 Debian:12.15/oldstable [amd64])
Inst libx264-164:amd64 (2:0.164.3095+gitbaee400-3 Debian:12.15/oldstable [amd64])
Inst libssl3 [3.0.15-1~deb12u1] (3.0.17-1~deb12u2 Debian-Security:12/oldstable-security [amd64])
Inst ffmpeg (7:5.1.6-0+deb12u1 Debian:12.15/oldstable [amd64])
Conf ffmpeg (7:5.1.6-0+deb12u1 Debian:12.15/oldstable [amd64])
`;
  expect(readSimulatedPackages(simulation)).toEqual([
    'libx264-164:amd64=2:0.164.3095+gitbaee400-3',
    'libssl3=3.0.17-1~deb12u2',
    'ffmpeg=7:5.1.6-0+deb12u1',
  ]);
});
