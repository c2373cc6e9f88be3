import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessDescription {
  readonly command: string;
  /** Together with the id it names one process for good: ids are used again, ids with their start are not. */
  readonly started: string;
}

/** What runs under a process id, or null. A process that has ended and waits for its parent does not run. */
export function readProcess(pid: number): ProcessDescription | null {
  if (!(pid > 0)) return null;
  // Small Linux machines come without `ps`; macOS has no /proc.
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/** proc(5): behind the name in parentheses, field 3 is the state and field 22 the start in clock ticks since boot. */
function readFromProc(pid: number): ProcessDescription | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return { command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(), started: fields[19] ?? '' };
  } catch {
    return null;
  }
}

const PS_LINE = /^(?<state>\S+)\s+(?<started>\S+ +\S+ +\S+ +\S+ +\S+)\s+(?<command>.*)$/;

function readFromPs(pid: number): ProcessDescription | null {
  const line = spawnSync('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const { state = 'Z', started = '', command = '' } = PS_LINE.exec(line)?.groups ?? {};
  return state.startsWith('Z') ? null : { command, started };
}
