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
  await tryToInstall('radosgw', 'ROSTRUM_REQUIRE_S3', "No real S3 server can be had here (Ceph's radosgw needs apt and root)");
  await tryToInstall('podcast-clients', 'ROSTRUM_REQUIRE_CLIENTS', 'No podcast clients can be had here (they need apt and root)');
});

/**
 * @param {import('./programs.mjs').ProgramName} name
 * @param {string} requirement the environment variable that makes a missing one an error
 * @param {string} excuse
 */
async function tryToInstall(name, requirement, excuse) {
  try {
    await installPrograms([name], dataFolder());
  } catch (error) {
    if (process.env[requirement] || !(error instanceof StepError)) throw error;
    process.stdout.write(`  ! ${excuse}: their tests will be SKIPPED.\n`);
  }
}
