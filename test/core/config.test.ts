import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../core/config.ts';

const REQUIRED = {
  ROSTRUM_SECRET: 'x'.repeat(32),
  DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1/rostrum',
  REDIS_URL: 'redis://127.0.0.1/0',
  OBJECT_FOLDER: '/srv/objects',
};
const S3 = { ...REQUIRED, S3_BUCKET: 'films', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };

test('all faults are told together, by name and never by value', () => {
  const env = {
    ROSTRUM_SECRET: 'too-short-secret',
    DATABASE_URL: 'hunter2 is no URL',
    PORT: 'eighty',
    TRUST_PROXY: 'perhaps',
    LOG_LEVEL: 'chatty',
    UPLOAD_MAX_BYTES: '1.5',
    WORKER_LOCK_SECONDS: '-3',
  };
  const message = faultsOf(env);
  expect(message.split('\n').slice(1)).toEqual([
    '  - PORT must be a number of 0 or more',
    '  - ROSTRUM_SECRET must have at least 32 characters',
    '  - LOG_LEVEL must be one of trace, debug, info, warn, error, silent',
    '  - TRUST_PROXY must be true or false',
    '  - DATABASE_URL must be a URL',
    '  - REDIS_URL is missing',
    '  - OBJECT_FOLDER is missing',
    '  - UPLOAD_MAX_BYTES must be a whole number',
    '  - WORKER_LOCK_SECONDS must be a number of 0 or more',
  ]);
  for (const value of Object.values(env)) expect(message).not.toContain(value);
});

test('naming a bucket chooses S3, which asks for its keys and no longer for a folder', () => {
  const { OBJECT_FOLDER: _, ...withoutFolder } = REQUIRED;
  const message = faultsOf({ ...withoutFolder, S3_BUCKET: 'films' });
  expect(message).toContain('S3_ACCESS_KEY_ID is missing');
  expect(message).toContain('S3_SECRET_ACCESS_KEY is missing');
  expect(message).not.toContain('OBJECT_FOLDER');
  expect(readConfig(S3).objectStore).toMatchObject({ kind: 's3', bucket: 'films', endpoint: null, region: 'us-east-1' });
});

test('the public address follows host and port, and loses the slash at its end', () => {
  expect(readConfig({ ...REQUIRED, PORT: '9000' }).publicUrl).toBe('http://127.0.0.1:9000');
  const config = readConfig({ ...REQUIRED, PUBLIC_URL: 'https://films.example/' });
  expect(config.publicUrl).toBe('https://films.example');
  expect(config.objectStore).toMatchObject({ publicUrl: 'https://films.example' });
});

test('the configuration is frozen all the way down', () => {
  const config = readConfig(REQUIRED);
  expect(() => Object.assign(config.worker, { lowSlots: 9 })).toThrow(TypeError);
});

test('.env.example names every variable that is read, and no other', async () => {
  const read = new Set<string>();
  for (const env of [REQUIRED, S3]) {
    readConfig(
      new Proxy<Record<string, string>>(env, {
        get: (target, name: string) => {
          read.add(name);
          return target[name];
        },
      }),
    );
  }
  const { required, optional } = await readExample();
  expect([...Object.keys(required), ...Object.keys(optional)].toSorted()).toEqual([...read].toSorted());
});

test('.env.example tells the true defaults', async () => {
  const { required, optional } = await readExample();
  expect(Object.keys(required).toSorted()).toEqual(Object.keys(REQUIRED).toSorted());
  expect(readConfig({ ...REQUIRED, ...optional })).toEqual(readConfig(REQUIRED));
  const filled = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== ''));
  expect(readConfig({ ...S3, ...filled })).toEqual(readConfig(S3));
});

function faultsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was accepted');
}

/** `NAME=value` has no default; `# NAME=value` tells it. */
async function readExample() {
  const text = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
  const lines = [...text.matchAll(/^(# )?([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  const pick = (commented: boolean) =>
    Object.fromEntries(lines.flatMap(([, mark, name = '', value = '']) => ((mark !== undefined) === commented ? [[name, value]] : [])));
  return { required: pick(false), optional: pick(true) };
}
