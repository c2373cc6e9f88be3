import { AppError } from '../core/errors.ts';
import { instanceAddress } from './instance-environment.ts';
import { openInstanceFolder } from './instance-folder.ts';
import { readRunningInstance } from './instance-record.ts';
import { dataFolder } from './prepare/project-folders.mjs';
import { grantAccess } from './token/grant-access.ts';
import { parseTokenWish, USAGE } from './token/parse-token-wish.ts';

/** Prints a fresh API token or sign-in link, and nothing else, so that a script can take it; whose it is goes to stderr. */
async function main(): Promise<number> {
  const wish = parseTokenWish(process.argv.slice(2));
  if (!wish) return fail(USAGE, 2);
  const instance = findInstance();
  if (!instance) return fail('This instance does not run. Start it with `npm start`, or name its database in DATABASE_URL.', 1);
  try {
    const { text, accountId } = await grantAccess(instance.databaseUrl, instance.address, wish);
    process.stdout.write(`${text}\n`);
    process.stderr.write(`Account ${accountId}\n`);
    return 0;
  } catch (error) {
    if (error instanceof AppError) return fail(error.message, 1);
    throw error;
  }
}

/** The instance that the environment names by its database, or the one that runs on the data folder. */
function findInstance(): { databaseUrl: string; address: string } | null {
  const fromEnvironment = process.env['DATABASE_URL'];
  const running = readRunningInstance(openInstanceFolder(dataFolder()).recordFile);
  const databaseUrl = fromEnvironment || running?.databaseUrl;
  return databaseUrl
    ? { databaseUrl, address: running?.address ?? instanceAddress(process.env, Number(process.env['PORT'] || 8080)) }
    : null;
}

function fail(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}

process.exitCode = await main();
