import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** The kernel counts in hundredths of a second here, whatever its own clock does (USER_HZ, proc(5)). */
const TICKS_PER_SECOND = 100;

export interface CpuSeconds {
  /** User and system time of the process itself. */
  readonly own: number;
  /** The same of all its children that have ended, and theirs. */
  readonly children: number;
}

/** What a process has used so far: utime, stime, cutime, cstime of /proc/{pid}/stat. Linux only. */
export async function readCpuSeconds(pid: number | 'self'): Promise<CpuSeconds> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch((cause) => {
    throw new Error('CPU time is measured with /proc, which only Linux has.', { cause });
  });
  // The name in parentheses may contain anything; the state is the first field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const seconds = (index: number) => Number(fields[index]) / TICKS_PER_SECOND;
  return { own: seconds(11) + seconds(12), children: seconds(13) + seconds(14) };
}

/** Runs a program to its end. Gives the CPU seconds that it and its children used. */
export async function measureProgram(executable: string, args: readonly string[]): Promise<number> {
  const before = await readCpuSeconds('self');
  const child = spawn(executable, [...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${executable} ended with code ${code}.`);
  return (await readCpuSeconds('self')).children - before.children;
}
