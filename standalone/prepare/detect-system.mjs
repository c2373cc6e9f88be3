import { succeeds } from './run-command.mjs';

const PACKAGE_TOOLS = /** @type {const} */ (['apt-get', 'dnf', 'pacman', 'apk', 'zypper']);

/**
 * Finds out what this system offers for installing programs.
 *
 * @returns {Promise<import('./plan-installation.mjs').System>}
 */
export async function detectSystem() {
  const isRoot = process.getuid?.() === 0;
  return {
    platform: process.platform,
    isRoot,
    hasPasswordlessSudo: !isRoot && (await succeeds('sudo', ['-n', 'true'])),
    packageTool: await detectPackageTool(),
  };
}

async function detectPackageTool() {
  if (process.platform === 'darwin') return (await succeeds('brew', ['--version'])) ? 'brew' : null;
  for (const tool of PACKAGE_TOOLS) if (await succeeds(tool, ['--version'])) return tool;
  return null;
}
