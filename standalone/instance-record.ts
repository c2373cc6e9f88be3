import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readText } from './instance-folder.ts';
import { readProcess } from './read-process.ts';

export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  readonly started: string;
}

/** `instance.json`: the process that runs an instance, the processes it started, and how to reach them. */
export interface InstanceRecord {
  readonly owner: RecordedProcess;
  /** Null while it starts. */
  readonly address: string | null;
  readonly databaseUrl: string | null;
  readonly children: readonly RecordedProcess[];
}

export interface InstanceClaim {
  /** Replaces parts of the record; it appears in the file as a whole. */
  update(change: Partial<Omit<InstanceRecord, 'owner'>>): void;
  release(): void;
}

const LEFTOVER_PATIENCE_MS = 3_000;
const POLL_MS = 50;

/** The record of an instance that runs now, or null. */
export function readRunningInstance(file: string): InstanceRecord | null {
  const record = readRecord(file);
  return record && isRunning(record.owner) ? record : null;
}

/**
 * Makes this process the one that runs the instance. Children of an earlier owner that was killed are ended first.
 * @returns the claim, or the record of the instance when another process runs it.
 */
export async function claimInstance(file: string): Promise<InstanceClaim | InstanceRecord> {
  let record: InstanceRecord = { owner: describeProcess('supervisor', process.pid), address: null, databaseUrl: null, children: [] };
  const leftover = readRecord(file);
  if (leftover && isRunning(leftover.owner)) return leftover;
  if (leftover) rmSync(file, { force: true });
  if (!createRecord(file, record)) return readRecord(file) ?? claimInstance(file);
  for (const child of leftover?.children ?? []) await endLeftover(child);
  return {
    update(change) {
      record = { ...record, ...change };
      writeFileSync(`${file}.new`, serialise(record), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

export function isClaim(answer: InstanceClaim | InstanceRecord): answer is InstanceClaim {
  return 'release' in answer;
}

export function describeProcess(name: string, pid: number): RecordedProcess {
  return { name, pid, started: readProcess(pid)?.started ?? '' };
}

/** Writes the record under a name of its own and links it: of two that start at once, one link succeeds. */
function createRecord(file: string, record: InstanceRecord): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, serialise(record), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function readRecord(file: string): InstanceRecord | null {
  const text = readText(file);
  try {
    return text ? (JSON.parse(text) as InstanceRecord) : null;
  } catch {
    return null;
  }
}

const serialise = (record: InstanceRecord) => `${JSON.stringify(record, null, 2)}\n`;

function isRunning({ pid, started }: RecordedProcess): boolean {
  const found = readProcess(pid);
  return found !== null && found.started === started;
}

/** They notice by themselves that their parent is gone; one that hangs is not waited for long. */
async function endLeftover(child: RecordedProcess): Promise<void> {
  if (!isRunning(child)) return;
  process.kill(child.pid, 'SIGTERM');
  for (const deadline = Date.now() + LEFTOVER_PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) if (!isRunning(child)) return;
  process.kill(-child.pid, 'SIGKILL');
}
