import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '../../prisma/tools/apply-migrations.ts';
import { createScratchDatabase } from '../../prisma/tools/scratch-database.ts';
import { findPort } from '../../standalone/services/find-port.ts';
import { startPostgres } from '../../standalone/services/start-postgres.ts';
import { startRedis } from '../../standalone/services/start-redis.ts';
import { runDirectoryPrefix, sweepDeadRuns } from './sweep-dead-runs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which every test environment has a database of its own. */
    databaseUrl: string;
    /** The name of a migrated, empty database there, to be cloned; nobody may be connected to it. */
    templateDatabase: string;
    redisUrl: string;
    /** An existing folder that is deleted when all tests are over. */
    testDirectory: string;
  }
}

/** For data that live a minute: what makes PostgreSQL safe against a power cut only costs time. */
const FORGETFUL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts one PostgreSQL and one Redis for the whole run (or takes those in TEST_DATABASE_URL and TEST_REDIS_URL),
 * prepares the template database, and ends and deletes all of it afterwards.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const endings: (() => Promise<void>)[] = [];
  const tearDown = async () => {
    for (const end of endings.toReversed()) await end();
  };
  await sweepDeadRuns();
  try {
    const directory = await makeDirectory(endings);
    const databaseUrl = process.env['TEST_DATABASE_URL'] || (await startOwnPostgres(directory, endings));
    const template = await createScratchDatabase(databaseUrl);
    endings.push(async () => template[Symbol.asyncDispose]());
    await applyMigrations({ databaseUrl: template.url });
    project.provide('databaseUrl', databaseUrl);
    project.provide('templateDatabase', template.name);
    project.provide('redisUrl', process.env['TEST_REDIS_URL'] || (await startOwnRedis(directory, endings)));
    project.provide('testDirectory', directory);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}

type Endings = (() => Promise<void>)[];

async function makeDirectory(endings: Endings): Promise<string> {
  const directory = await mkdtemp(runDirectoryPrefix(process.pid));
  // PostgreSQL may run as another user (standalone/services/service-user.ts), who has to pass here.
  await chmod(directory, 0o755);
  endings.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function startOwnPostgres(directory: string, endings: Endings): Promise<string> {
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), port: await findPort(0), settings: FORGETFUL });
  endings.push(async () => {
    await postgres.stop();
    await rm(postgres.directory, { recursive: true, force: true });
  });
  return postgres.url;
}

async function startOwnRedis(directory: string, endings: Endings): Promise<string> {
  const redis = await startRedis({ directory: join(directory, 'redis'), port: await findPort(0) });
  endings.push(() => redis.stop());
  return redis.url;
}
