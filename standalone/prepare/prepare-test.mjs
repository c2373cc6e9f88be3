// What `npm test` runs first, on a machine that may have nothing but Node and npm.
import { checkNodeVersion } from './check-node-version.mjs';

checkNodeVersion();
const { installPackages } = await import('./install-packages.mjs');
const { installPrograms } = await import('./install-programs.mjs');
const { dataFolder } = await import('./project-folders.mjs');
const { StepError, runSteps } = await import('./show-step.mjs');

await runSteps(async () => {
  await installPackages();
  await installPrograms(['ffmpeg', 'ffprobe', 'redis-server', 'chromium'], dataFolder());
  try {
    await installPrograms(['radosgw'], dataFolder());
  } catch (error) {
    if (process.env['ROSTRUM_REQUIRE_S3'] || !(error instanceof StepError)) throw error;
    process.stdout.write("  ! No real S3 server can be had here (Ceph's radosgw needs apt and root): its tests will be SKIPPED.\n");
  }
});
