import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ErrorCode, hasCode } from '../../core/errors.ts';

/** What a fault of the outbound client is called in what is being fetched. */
export interface FaultNames {
  readonly unreachable: ErrorCode;
  readonly redirects: ErrorCode;
  readonly tooLarge: ErrorCode;
}

export const FEED_FAULTS: FaultNames = { unreachable: 'feed_unreachable', redirects: 'feed_redirects', tooLarge: 'feed_too_large' };
export const ENCLOSURE_FAULTS: FaultNames = {
  unreachable: 'enclosure_unreachable',
  redirects: 'enclosure_unreachable',
  tooLarge: 'enclosure_too_large',
};

const PAUSES_MS = [500, 3000];

/**
 * Asks another host, again after a pause where that may help, and calls what went wrong by its name in the import.
 * @param ask throws `host_unreachable` for what may pass
 */
export async function askHost<T>(names: FaultNames, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const pauseMs = PAUSES_MS[attempt];
      if (!hasCode(error, 'host_unreachable') || pauseMs === undefined) throw rename(error, names);
      await delay(pauseMs, undefined, { signal });
    }
  }
}

function rename(error: unknown, names: FaultNames): unknown {
  if (!(error instanceof AppError)) return error;
  const code = RENAMED[error.code]?.(names);
  return code ? new AppError(code, error.message, { cause: error }) : error;
}

const RENAMED: { readonly [Code in ErrorCode]?: (names: FaultNames) => ErrorCode } = {
  host_unreachable: (names) => names.unreachable,
  too_many_redirects: (names) => names.redirects,
  answer_too_large: (names) => names.tooLarge,
};

/**
 * Passes answers that bring something. A host that is busy or out of order (429, 5xx) may be asked again.
 * @throws AppError host_unreachable for those, `names.unreachable` for any other refusal
 */
export function checkStatus(status: number, what: string, names: FaultNames): void {
  if (status >= 200 && status < 300) return;
  const isPassing = status === 429 || status === 408 || status >= 500;
  const hint = status === 401 || status === 403 ? ' It asks for a password or refuses us.' : '';
  throw new AppError(isPassing ? 'host_unreachable' : names.unreachable, `${what} answers with the status ${status}.${hint}`);
}
