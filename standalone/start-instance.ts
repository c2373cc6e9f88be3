import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyMigrations } from '../prisma/tools/apply-migrations.ts';
import { buildPlayer, isPlayerStale } from './build-player.ts';
import { areRolesStale, buildRoles } from './build-roles.ts';
import { instanceAddress, instanceEnvironment } from './instance-environment.ts';
import { ensureSecret, readText } from './instance-folder.ts';
import { describeProcess, type InstanceClaim, type RecordedProcess } from './instance-record.ts';
import { choosePort, provideDatabase, provideRedis, type ServiceContext } from './instance-services.ts';
import { type KeptPart, keepRunning, type Part } from './keep-running.ts';
import { PROJECT_ROOT } from './prepare/project-folders.mjs';
import { StepError, showStep } from './prepare/show-step.mjs';
import { readProgramPaths } from './program-paths.ts';
import { startRole } from './start-role.ts';

export interface InstanceContext extends ServiceContext {
  readonly claim: InstanceClaim;
  /** Aborted when the instance is to stop; the start then ends at its next step. */
  readonly signal: AbortSignal;
}

export interface Instance {
  readonly address: string;
  readonly databaseUrl: string;
  readonly ffmpeg: string;
}

const SERVER_PORT = 8080;
const READY_PATIENCE_MS = 60_000;
const POLL_MS = 50;
const LOG_LINES = 12;

/** Starts everything that an instance is made of and waits until it answers. */
export async function startInstance(context: InstanceContext): Promise<Instance> {
  const { env, folder, say, claim, signal } = context;
  const step = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    return showStep(title, work);
  };
  const programs = readProgramPaths(folder.root);
  const databaseUrl = await step('Starting the database', () => provideDatabase(context));
  const redisUrl = await step('Starting Redis', () => provideRedis(context, programs['redis-server']));
  await step('Migrating the database', () => applyMigrations({ databaseUrl }));
  if (areRolesStale(PROJECT_ROOT)) await step('Building server and worker', () => buildRoles(PROJECT_ROOT));
  if (isPlayerStale(PROJECT_ROOT)) await step('Building the web player', () => buildPlayer(PROJECT_ROOT));
  const port = await choosePort('the server', Number(env['PORT'] || SERVER_PORT), say);
  const secret = ensureSecret(folder.secretFile);
  const environment = instanceEnvironment(env, { folder, port, secret, databaseUrl, redisUrl, programs });
  const address = instanceAddress(env, port);
  await step('Starting server and worker', () => startRoles(context, environment, `http://${env['HOST'] || '127.0.0.1'}:${port}`));
  claim.update({ address, databaseUrl });
  return { address, databaseUrl, ffmpeg: environment['FFMPEG_PATH'] ?? 'ffmpeg' };
}

async function startRoles({ folder, say, claim, parts, signal }: InstanceContext, environment: NodeJS.ProcessEnv, ownUrl: string) {
  const children = new Map<string, RecordedProcess>();
  const keepRole = async (role: 'server' | 'worker') => {
    const logFile = join(folder.logs, `${role}.log`);
    const kept = await keepRunning({
      name: `The ${role}`,
      start: () => startRole({ role, environment, logFile, say }),
      say,
      onStarted: ({ pid }) => {
        children.set(role, describeProcess(role, pid));
        claim.update({ children: [...children.values()] });
      },
    });
    parts.push(kept);
    return { kept, logFile };
  };
  const server = await keepRole('server');
  const worker = await keepRole('worker');
  await Promise.race([waitUntilReady(`${ownUrl}/readyz`, signal), failWhenEnded(server), failWhenEnded(worker)]);
}

async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + READY_PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    signal.throwIfAborted();
    const response = await fetch(url).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new StepError(`The server is not ready after ${READY_PATIENCE_MS / 1000} s; data/logs/server.log tells more.`);
}

/** A role that ends while it starts has a reason that starting it again does not remove. */
async function failWhenEnded({ kept, logFile }: { kept: KeptPart<Part>; logFile: string }): Promise<never> {
  const reason = await kept.current().ended;
  const log = readText(logFile)?.trimEnd().split('\n').slice(-LOG_LINES).join('\n') ?? '';
  throw new StepError(`A part of Rostrum ${reason} while it was starting. The end of ${logFile}:\n${log}`);
}
