import { styleText } from 'node:util';
import { readFirstStart, updateFirstStart } from './first-start/first-start-state.ts';
import type { Welcome } from './first-start/issue-welcome.ts';
import { openSamples, publishSampleFilms } from './first-start/publish-sample-films.ts';
import { type InstanceFolder, openInstanceFolder } from './instance-folder.ts';
import { claimInstance, isClaim } from './instance-record.ts';
import type { KeptPart, Part } from './keep-running.ts';
import { listenForStop } from './listen-for-stop.ts';
import { dataFolder } from './prepare/project-folders.mjs';
import { type Instance, startInstance } from './start-instance.ts';

const say = (line: string) => process.stdout.write(`${process.stdout.isTTY ? '\r\x1b[2K' : ''}  · ${line}\n`);
const bold = (text: string) => (process.stdout.isTTY ? styleText('bold', text) : text);

// What only a first start needs is loaded then: it brings the database's client, and later starts are quick.

/** Runs a whole instance on this machine until it is told to stop. */
async function main(): Promise<number> {
  const folder = openInstanceFolder(dataFolder());
  const claim = await claimInstance(folder.recordFile);
  if (!isClaim(claim)) {
    process.stdout.write(
      `Rostrum already runs: ${claim.address ?? 'it is just starting'} (process ${claim.owner.pid}, data in ${folder.root}).\n`,
    );
    return 0;
  }
  const parts: KeptPart<Part>[] = [];
  const stop = listenForStop(() => {
    for (const part of parts) part.kill();
    claim.release();
  });
  try {
    const instance = await startInstance({ env: process.env, folder, say, claim, parts, signal: stop.signal });
    await welcome(instance, folder);
    await Promise.all([addSamples(instance, folder, stop.signal), stop.asked]);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) return 0;
    process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`);
    return 1;
  } finally {
    await stopParts(parts);
    claim.release();
  }
}

/** Tells where the instance is, and on the first start how its administrator gets in. */
async function welcome({ address, databaseUrl }: Instance, folder: InstanceFolder): Promise<void> {
  process.stdout.write(`\n  Rostrum is at ${bold(address)}\n  Data in ${folder.root}; ctrl-C stops everything.\n`);
  if (!readFirstStart(folder.firstStartFile).administratorWelcomed) {
    const { issueWelcome } = await import('./first-start/issue-welcome.ts');
    process.stdout.write(describeWelcome(await issueWelcome(databaseUrl, address)));
    updateFirstStart(folder.firstStartFile, { administratorWelcomed: true });
  }
  process.stdout.write('\n');
}

function describeWelcome({ signInLink, apiToken }: Welcome): string {
  return [
    '',
    '  This link signs you in as the administrator, once, within a day:',
    `    ${bold(signInLink)}`,
    '  A token for the API, shown only now (`npm run -s token -- --role admin` prints another):',
    `    ${bold(apiToken)}`,
    '',
  ].join('\n');
}

/** An instance that was first started without samples stays without. A fault here leaves the instance running. */
async function addSamples({ address, databaseUrl, ffmpeg }: Instance, folder: InstanceFolder, signal: AbortSignal): Promise<void> {
  const file = folder.firstStartFile;
  if (process.env['ROSTRUM_SAMPLES'] === 'off' && !readFirstStart(file).samples) updateFirstStart(file, { samples: 'off' });
  if (process.env['ROSTRUM_SAMPLES'] === 'off' || openSamples(file).length === 0) return;
  try {
    say('Two sample films are being made, so that there is something to play.');
    const { issueSamplesToken } = await import('./first-start/issue-welcome.ts');
    const api = { address, token: await issueSamplesToken(databaseUrl), signal };
    await publishSampleFilms({ folder, api, ffmpeg, say });
  } catch (error) {
    if (!signal.aborted)
      say(`The sample films are not finished; the next start goes on with them. ${error instanceof Error ? error.message : error}`);
  }
}

/** Last started, first stopped: worker, server, Redis, PostgreSQL. */
async function stopParts(parts: readonly KeptPart<Part>[]): Promise<void> {
  if (parts.length === 0) return;
  process.stdout.write('\n  Stopping …\n');
  for (const part of parts.toReversed()) await part.stop();
  process.stdout.write('  Everything has stopped.\n');
}

process.exit(await main());
