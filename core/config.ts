import { resolve } from 'node:path';

/** Settings of the whole product, read once at a process's start and frozen. Sizes in bytes, times in the unit named. */
export interface Config {
  readonly logLevel: string;
  readonly host: string;
  readonly port: number;
  /** The address that people and players see, without a slash at its end. */
  readonly publicUrl: string;
  /** True when proxies in front of us set X-Forwarded-*. */
  readonly trustProxy: boolean;
  /** Signs playback links; the same on every server. */
  readonly secret: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly objectStore: FolderStoreConfig | S3StoreConfig;
  readonly uploads: { readonly maxBytes: number; readonly quotaBytes: number; readonly expireAfterHours: number };
  readonly playback: { readonly cdnBaseUrl: string | null; readonly linkHours: number };
  readonly podcasts: PodcastConfig;
  readonly outbound: OutboundConfig;
  readonly rateLimitPerMinute: number;
  readonly worker: WorkerConfig;
}

export interface FolderStoreConfig {
  readonly kind: 'folder';
  readonly root: string;
  /** A folder cannot answer presigned URLs; the server does for it, at this address and with this secret. */
  readonly publicUrl: string;
  readonly secret: string;
}

export interface S3StoreConfig {
  readonly kind: 's3';
  readonly endpoint: string | null;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly forcePathStyle: boolean;
}

export interface PodcastConfig {
  /** Whether episodes' files come through the server, or from the store by one redirect. */
  readonly delivery: 'proxy' | 'redirect';
  /** Enclosures go through https://op3.dev, which counts them in public. */
  readonly op3: boolean;
  /** Tells Podping of news; null means never. */
  readonly podpingToken: string | null;
  /** A MaxMind database (.mmdb) that tells countries; null means that none is asked. */
  readonly geoipFile: string | null;
  /** A list of networks (CIDR, one a line) whose requests are nobody's listening; null means that none is known. */
  readonly dataCentresFile: string | null;
  /** The largest enclosure that an import fetches. */
  readonly importMaxBytes: number;
}

export interface OutboundConfig {
  /** Networks (CIDR) that imports and callbacks may reach although they are not on the public internet. */
  readonly allowedNetworks: readonly string[];
}

export interface WorkerConfig {
  /** Chunks encoded at the same time, by lane. */
  readonly lowSlots: number;
  readonly highSlots: number;
  readonly audioSlots: number;
  /** How long a dead worker's job waits to be retaken. */
  readonly lockSeconds: number;
  /** How long a stopping worker lets its chunks end before it hands them back. */
  readonly stopSeconds: number;
  readonly maxSourceSeconds: number;
  readonly maxSourcePixels: number;
  readonly ffmpegPath: string | null;
  readonly ffprobePath: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names every setting that is missing or malformed, never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings from environment variables (README.md lists them).
 * @throws ConfigError naming all faults together.
 */
export function readConfig(env: Environment = process.env): Config {
  const read = openReader(env);
  const port = read.integer('PORT', 8080);
  const host = read.text('HOST', '127.0.0.1');
  const publicUrl = read.url('PUBLIC_URL', `http://${host}:${port}`).replace(/\/+$/, '');
  const secret = read.secret('ROSTRUM_SECRET', 32);
  const config: Config = {
    logLevel: read.oneOf('LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    host,
    port,
    publicUrl,
    trustProxy: read.flag('TRUST_PROXY', false),
    secret,
    databaseUrl: read.url('DATABASE_URL'),
    redisUrl: read.url('REDIS_URL'),
    objectStore: env['S3_BUCKET'] ? readS3(read) : { kind: 'folder', root: resolve(read.text('OBJECT_FOLDER')), publicUrl, secret },
    uploads: {
      maxBytes: read.integer('UPLOAD_MAX_BYTES', 100 * 2 ** 30),
      quotaBytes: read.integer('UPLOAD_QUOTA_BYTES', 2 ** 40),
      expireAfterHours: read.number('UPLOAD_EXPIRE_HOURS', 48),
    },
    playback: {
      cdnBaseUrl: env['CDN_BASE_URL'] ? read.url('CDN_BASE_URL').replace(/\/+$/, '') : null,
      linkHours: read.number('PLAYBACK_LINK_HOURS', 12),
    },
    podcasts: {
      delivery: read.oneOf('PODCAST_DELIVERY', ['proxy', 'redirect'], 'proxy') as PodcastConfig['delivery'],
      op3: read.flag('PODCAST_OP3', false),
      podpingToken: env['PODPING_TOKEN'] || null,
      geoipFile: env['GEOIP_FILE'] || null,
      dataCentresFile: env['DATA_CENTRES_FILE'] || null,
      importMaxBytes: read.integer('IMPORT_MAX_BYTES', 4 * 2 ** 30),
    },
    outbound: { allowedNetworks: read.list('OUTBOUND_ALLOW') },
    rateLimitPerMinute: read.integer('RATE_LIMIT_PER_MINUTE', 600),
    worker: readWorker(read, env),
  };
  read.throwFaults();
  return deepFreeze(config);
}

function readS3(read: Reader): S3StoreConfig {
  return {
    kind: 's3',
    endpoint: read.text('S3_ENDPOINT', '') || null,
    bucket: read.text('S3_BUCKET'),
    region: read.text('S3_REGION', 'us-east-1'),
    accessKeyId: read.text('S3_ACCESS_KEY_ID'),
    secretAccessKey: read.text('S3_SECRET_ACCESS_KEY'),
    forcePathStyle: read.flag('S3_FORCE_PATH_STYLE', false),
  };
}

function readWorker(read: Reader, env: Environment): WorkerConfig {
  return {
    lowSlots: read.integer('WORKER_LOW_SLOTS', 1),
    highSlots: read.integer('WORKER_HIGH_SLOTS', 1),
    audioSlots: read.integer('WORKER_AUDIO_SLOTS', 1),
    lockSeconds: read.number('WORKER_LOCK_SECONDS', 10),
    stopSeconds: read.number('WORKER_STOP_SECONDS', 5),
    maxSourceSeconds: read.number('SOURCE_MAX_SECONDS', 12 * 3600),
    maxSourcePixels: read.integer('SOURCE_MAX_PIXELS', 8192 * 4320),
    ffmpegPath: env['FFMPEG_PATH'] || null,
    ffprobePath: env['FFPROBE_PATH'] || null,
  };
}

interface Reader {
  text(name: string, fallback?: string): string;
  secret(name: string, minimumLength: number): string;
  url(name: string, fallback?: string): string;
  number(name: string, fallback: number): number;
  integer(name: string, fallback: number): number;
  flag(name: string, fallback: boolean): boolean;
  /** Comma-separated; none means empty. */
  list(name: string): string[];
  oneOf(name: string, choices: readonly string[], fallback: string): string;
  throwFaults(): void;
}

/** Reads variables one by one and collects what is wrong with them, so that all faults are told together. */
function openReader(env: Environment): Reader {
  const faults: string[] = [];
  const fault = <T>(name: string, expectation: string, value: T): T => {
    faults.push(`${name} ${expectation}`);
    return value;
  };
  const text = (name: string, fallback?: string): string => env[name] || (fallback ?? fault(name, 'is missing', ''));
  const number = (name: string, fallback: number): number => {
    const value = Number(env[name] || fallback);
    return Number.isFinite(value) && value >= 0 ? value : fault(name, 'must be a number of 0 or more', fallback);
  };
  return {
    text,
    number,
    secret: (name, minimumLength) => {
      const value = text(name);
      return value && value.length < minimumLength ? fault(name, `must have at least ${minimumLength} characters`, value) : value;
    },
    url: (name, fallback) => {
      const value = text(name, fallback);
      return value && !URL.canParse(value) ? fault(name, 'must be a URL', value) : value;
    },
    integer: (name, fallback) => {
      const value = number(name, fallback);
      return Number.isInteger(value) ? value : fault(name, 'must be a whole number', fallback);
    },
    flag: (name, fallback) => {
      const value = env[name] || String(fallback);
      return value === 'true' || value === 'false' ? value === 'true' : fault(name, 'must be true or false', fallback);
    },
    list: (name) =>
      text(name, '')
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    oneOf: (name, choices, fallback) => {
      const value = env[name] || fallback;
      return choices.includes(value) ? value : fault(name, `must be one of ${choices.join(', ')}`, fallback);
    },
    throwFaults: () => {
      if (faults.length > 0) throw new ConfigError(`The configuration is not usable:\n${faults.map((line) => `  - ${line}`).join('\n')}`);
    },
  };
}

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) if (child && typeof child === 'object') deepFreeze(child);
  return Object.freeze(value);
}
