import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const MAXIMUM_BYTES = 20 * 2 ** 20;

export interface LogFile {
  write(line: string): void;
  close(): void;
}

/**
 * Appends lines to a file; when it has grown past `maximumBytes` it becomes `file.1` and a new one begins. Each line
 * is in the file when `write` returns: the last one, before a process dies, is the one that matters.
 */
export function openLogFile(file: string, maximumBytes = MAXIMUM_BYTES): LogFile {
  const open = () => openSync(file, 'a', 0o600);
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let descriptor = open();
  return {
    write(line) {
      try {
        if (bytes > maximumBytes) {
          closeSync(descriptor);
          renameSync(file, `${file}.1`);
          descriptor = open();
          bytes = 0;
        }
        bytes += writeSync(descriptor, `${line}\n`);
      } catch {
        // A full disk must not end the instance, whose database would say so more clearly.
      }
    },
    close: () => closeSync(descriptor),
  };
}
