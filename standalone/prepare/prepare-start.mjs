// What `npm start` runs first, on a machine that may have nothing but Node and npm.
import { checkNodeVersion } from './check-node-version.mjs';

checkNodeVersion();
const { installPackages } = await import('./install-packages.mjs');
const { installPrograms } = await import('./install-programs.mjs');
const { dataFolder } = await import('./project-folders.mjs');
const { runSteps } = await import('./show-step.mjs');

await runSteps(async () => {
  await installPackages();
  // A Redis of one's own needs no server here.
  await installPrograms(['ffmpeg', 'ffprobe', ...(process.env['REDIS_URL'] ? [] : /** @type {const} */ (['redis-server']))], dataFolder());
});
