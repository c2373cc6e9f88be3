import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/** Where secrets may stand in what we log; pino replaces them before a line is written. */
const REDACTED_PATHS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  ...['token', 'password', 'secret', 'secretAccessKey'].flatMap((name) => [name, `*.${name}`]),
];

/** Opens a logger that writes JSON lines, to standard output unless told otherwise. */
export function openLogger(level: string, role: 'server' | 'worker' | 'standalone', destination?: DestinationStream): Logger {
  return pino({ level, base: { role }, redact: { paths: REDACTED_PATHS, censor: '[redacted]' } }, destination);
}
