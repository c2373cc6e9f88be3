import { expect, test } from 'vitest';
import { measureProgram } from '../../bench/cpu-seconds.ts';

const BUSY = 'const end = process.cpuUsage().user + 400_000; while (process.cpuUsage().user < end);';

test.runIf(process.platform === 'linux')(
  'a program is charged for what it computes, and its children with it, but not for waiting',
  async () => {
    const alone = await measureProgram(process.execPath, ['-e', BUSY]);
    expect(alone).toBeGreaterThan(0.4);
    const nested = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(BUSY)}])`;
    expect(await measureProgram(process.execPath, ['-e', nested])).toBeGreaterThan(0.4);
    expect(await measureProgram('sleep', ['0.5'])).toBeLessThan(0.1);
  },
);
