import { join } from 'node:path';
import { type BuildTarget, buildWithStamp, isStale } from './build-stamp.ts';
import { runCommand } from './prepare/run-command.mjs';

const PLAYER: BuildTarget = { sources: ['player', 'vite.config.ts', 'package-lock.json'], folder: 'dist/player' };

export const isPlayerStale = (root: string): boolean => isStale(root, PLAYER);

/** Builds the web player, and the module by which the server renders its pages, as `npm run build` does. */
export async function buildPlayer(root: string): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await buildWithStamp(root, PLAYER, async () => {
    await runCommand(process.execPath, [vite, 'build'], { cwd: root });
    await runCommand(process.execPath, [vite, 'build', '--ssr'], { cwd: root });
  });
}
