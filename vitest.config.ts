import { delimiter, join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { dataFolder, programsFolder } from './standalone/prepare/project-folders.mjs';

// Programs that `npm test` could not install and unpacked instead (standalone/prepare/install-programs.mjs).
process.env['PATH'] += delimiter + join(programsFolder(dataFolder()), 'bin');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/support/radosgw-global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Two cores: more workers than that only make ffmpeg and the browser wait for each other.
    maxWorkers: 2,
  },
});
