import { describe, expect, it } from 'vitest';
import { readConfig } from '../../core/config.ts';
import { instanceAddress, instanceEnvironment } from '../../standalone/instance-environment.ts';

const parts = {
  folder: { objects: '/data/objects', compileCache: '/data/compile-cache' },
  port: 8081,
  secret: 'a secret of the instance, long enough',
  databaseUrl: 'postgresql://127.0.0.1:54330/rostrum',
  redisUrl: 'redis://127.0.0.1:63790/0',
  programs: { ffmpeg: '/data/programs/bin/ffmpeg', ffprobe: '/data/programs/bin/ffprobe' },
};

describe('instanceEnvironment', () => {
  it('is everything that a role needs', () => {
    const config = readConfig(instanceEnvironment({}, parts));
    expect(config).toMatchObject({
      port: 8081,
      publicUrl: 'http://127.0.0.1:8081',
      secret: parts.secret,
      objectStore: { kind: 'folder', root: '/data/objects' },
      worker: { ffmpegPath: '/data/programs/bin/ffmpeg', ffprobePath: '/data/programs/bin/ffprobe' },
    });
  });

  it('leaves what the person has set', () => {
    const own = { ROSTRUM_SECRET: "the person's own secret, long enough", FFMPEG_PATH: '/opt/ffmpeg', S3_BUCKET: 'films' };
    const s3 = { S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' };
    const config = readConfig(instanceEnvironment({ ...own, ...s3, PUBLIC_URL: 'https://films.example/' }, parts));
    expect(config).toMatchObject({
      secret: own.ROSTRUM_SECRET,
      publicUrl: 'https://films.example',
      objectStore: { kind: 's3', bucket: 'films' },
      worker: { ffmpegPath: '/opt/ffmpeg' },
    });
  });
});

describe('instanceAddress', () => {
  it.each([
    [{}, 'http://127.0.0.1:8080'],
    [{ HOST: '192.168.1.5' }, 'http://192.168.1.5:8080'],
    [{ HOST: '0.0.0.0' }, 'http://127.0.0.1:8080'],
    [{ PUBLIC_URL: 'https://films.example/' }, 'https://films.example'],
  ])('is one that people can open: %o', (env, address) => {
    expect(instanceAddress(env, 8080)).toBe(address);
  });
});
