import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

const MAXIMUM_BYTES = 20 * 2 ** 20;

export interface LogFile {
  write(line: string): void;
  /** Resolves when all lines are in the file. */
  close(): Promise<void>;
}

/** Appends lines to a file; when it has grown past `maximumBytes` it becomes `file.1` and a new one begins. */
export function openLogFile(file: string, maximumBytes = MAXIMUM_BYTES): LogFile {
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let stream = openStream(file);
  return {
    write(line) {
      if (bytes > maximumBytes) {
        stream.end();
        renameSync(file, `${file}.1`);
        stream = openStream(file);
        bytes = 0;
      }
      bytes += Buffer.byteLength(line) + 1;
      stream.write(`${line}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** A full disk must not end the instance. */
function openStream(file: string): WriteStream {
  return createWriteStream(file, { flags: 'a', mode: 0o600 }).on('error', () => undefined);
}
