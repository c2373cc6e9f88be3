import { delimiter, dirname } from 'node:path';
import type { InstanceFolder } from './instance-folder.ts';
import type { ProgramPaths } from './program-paths.ts';

export interface InstanceParts {
  readonly folder: Pick<InstanceFolder, 'objects' | 'compileCache'>;
  readonly port: number;
  readonly secret: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly programs: ProgramPaths;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The address at which people reach an instance that listens on `port`, without a slash at its end. */
export function instanceAddress(env: Environment, port: number): string {
  const host = env['HOST'] || '127.0.0.1';
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return (env['PUBLIC_URL'] || `http://${reachable}:${port}`).replace(/\/+$/, '');
}

/**
 * The whole environment of server and worker (core/config.ts reads it): what the person set, and the embedded parts
 * where nothing is set.
 */
export function instanceEnvironment(env: Environment, parts: InstanceParts): Record<string, string | undefined> {
  const { ffmpeg, ffprobe } = parts.programs;
  return {
    ...env,
    PORT: String(parts.port),
    PUBLIC_URL: instanceAddress(env, parts.port),
    ROSTRUM_SECRET: env['ROSTRUM_SECRET'] || parts.secret,
    DATABASE_URL: parts.databaseUrl,
    REDIS_URL: parts.redisUrl,
    OBJECT_FOLDER: env['OBJECT_FOLDER'] || parts.folder.objects,
    FFMPEG_PATH: env['FFMPEG_PATH'] || ffmpeg,
    FFPROBE_PATH: env['FFPROBE_PATH'] || ffprobe,
    // Node 22 and later keep compiled modules there, which makes the next start quicker.
    NODE_COMPILE_CACHE: env['NODE_COMPILE_CACHE'] || parts.folder.compileCache,
    PATH: [env['PATH'], ffmpeg && dirname(ffmpeg)].filter(Boolean).join(delimiter),
  };
}
