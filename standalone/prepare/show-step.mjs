// Progress for a person: one line a step, with a tick and the seconds it took. On a terminal the line lives while the
// step runs; in a log there are only whole lines, and one more when a step takes long.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const LONG_STEP_MS = 3000;

/** A fault whose message is written for the person at the terminal and needs no stack trace. */
export class StepError extends Error {
  /** @override */
  name = 'StepError';
}

/**
 * Runs one step and shows it.
 *
 * @template T
 * @param {string} title what is done, as in "Installing the packages"
 * @param {(note: (text: string) => void) => Promise<T> | T} work calls `note` to say how it goes; the last note stays in the line
 * @param {NodeJS.WriteStream} [out]
 * @returns {Promise<T>}
 */
export async function showStep(title, work, out = process.stdout) {
  const line = openLine(title, out);
  try {
    const result = await work(line.note);
    line.close('✓', 32);
    return result;
  } catch (error) {
    line.close('✗', 31);
    throw error;
  }
}

/**
 * @param {string} title
 * @param {NodeJS.WriteStream} out
 */
function openLine(title, out) {
  const startedMs = performance.now();
  let detail = '';
  let frame = 0;
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  const text = () => `${title}${detail && `: ${detail}`}`;
  const draw = () => out.write(`\r\x1b[2K  ${FRAMES[frame++ % FRAMES.length]} ${cut(text(), out.columns - 14)} ${seconds()} s`);
  const timer = out.isTTY ? setInterval(draw, FRAME_MS) : setTimeout(() => out.write(`  … ${text()}\n`), LONG_STEP_MS);
  return {
    /** @param {string} text */
    note(text) {
      detail = text;
    },
    /**
     * @param {string} mark
     * @param {number} colour an SGR code
     */
    close(mark, colour) {
      clearInterval(timer);
      const coloured = out.isTTY && !process.env['NO_COLOR'] ? `\x1b[${colour}m${mark}\x1b[0m` : mark;
      out.write(`${out.isTTY ? '\r\x1b[2K' : ''}  ${coloured} ${text()} (${seconds()} s)\n`);
    },
  };
}

/**
 * @param {string} text
 * @param {number} length
 */
function cut(text, length) {
  return text.length > length && length > 1 ? `${text.slice(0, length - 1)}…` : text;
}

/**
 * Runs the steps of a script to their end, or to a fault that is told in plain words.
 *
 * @param {() => Promise<void>} steps
 */
export async function runSteps(steps) {
  try {
    await steps();
  } catch (error) {
    process.stderr.write(`\n${error instanceof StepError ? error.message : error instanceof Error ? error.stack : error}\n`);
    process.exit(1);
  }
}
