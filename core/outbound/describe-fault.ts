import { errors } from 'undici';
import { AppError } from '../errors.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  ENOTFOUND: 'is a name that nobody knows',
  EAI_AGAIN: 'could not be looked up just now',
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'ended the connection',
  UND_ERR_SOCKET: 'ended the connection',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'does not answer in time',
  UND_ERR_BODY_TIMEOUT: 'stopped sending',
  UND_ERR_HEADERS_OVERFLOW: 'sends more headers than are read here',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
};

/**
 * Turns what sockets, TLS, HTTP and decompression throw into one AppError with a sentence that names the host and the
 * cause; AppErrors pass as they are. Nothing of the answer itself is repeated.
 */
export function describeFault(error: unknown, host: string): AppError {
  for (let fault = error; fault instanceof Error; fault = fault.cause) if (fault instanceof AppError) return fault;
  const code = codeOf(error);
  return new AppError('host_unreachable', `${host} ${SENTENCES[code] ?? guessSentence(error, code)}.`, { cause: error });
}

/** Several addresses that failed together are told as the first of them. */
function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return String((first as { code?: unknown } | undefined)?.code ?? '');
}

function guessSentence(error: unknown, code: string): string {
  if (code.startsWith('CERT_') || code.includes('_CERT') || code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'has no valid certificate';
  if (code.startsWith('Z_') || code.startsWith('ERR_') || error instanceof errors.HTTPParserError)
    return 'sends an answer that cannot be read';
  return 'cannot be reached';
}
