import { readFileSync } from 'node:fs';

/**
 * Says whether a Node version satisfies package.json's `engines.node`, which is always of the form `>=major.minor`.
 *
 * @param {string} version such as "20.19.2"
 * @param {string} range such as ">=20.19"
 */
export function satisfiesEngine(version, range) {
  const [major = 0, minor = 0] = numbersOf(version);
  const [neededMajor = 0, neededMinor = 0] = numbersOf(range);
  return major > neededMajor || (major === neededMajor && minor >= neededMinor);
}

/** Ends the process with one clear sentence when this Node is too old to run what follows. */
export function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  if (satisfiesEngine(process.versions.node, engines.node)) return;
  const needed = numbersOf(engines.node).join('.');
  process.stderr.write(
    `Rostrum needs Node ${needed} or newer; this is Node ${process.versions.node}. Get one from https://nodejs.org and try again.\n`,
  );
  process.exit(1);
}

/** @param {string} text */
function numbersOf(text) {
  return text
    .replace(/^[^0-9]*/, '')
    .split('.')
    .map(Number);
}
