import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadFilm, waitForState } from './api-client.ts';
import { planBareEncode } from './bare-encode.ts';
import { measureProgram, readCpuSeconds } from './cpu-seconds.ts';
import { makeSources, SOURCE_DESCRIPTION } from './make-source.ts';
import { type BenchReport, judge, type Say } from './report.ts';
import { startInstance } from './start-instance.ts';

const PATIENCE_SECONDS = 1800;

/** CPU seconds of our pipeline for a whole film, against one plain ffmpeg with the same settings. */
export async function measureTranscode(say: Say): Promise<BenchReport> {
  const { short } = await makeSources(say);
  say(`source: 60 s of ${SOURCE_DESCRIPTION}`);
  const bare = await measureBare(short, say);
  say(`bare ffmpeg: ${bare.cpuSeconds.toFixed(1)} s of CPU, ${bare.seconds.toFixed(1)} s on the clock`);
  const ours = await measureOurs(short, say);
  say(`ours: ${ours.cpuSeconds.toFixed(1)} s of CPU, ${ours.seconds.toFixed(1)} s on the clock`);
  return judge(
    'transcode',
    {
      cpu_ratio: ours.cpuSeconds / bare.cpuSeconds,
      ours_cpu_s: ours.cpuSeconds,
      bare_cpu_s: bare.cpuSeconds,
      ours_wall_s: ours.seconds,
      bare_wall_s: bare.seconds,
    },
    { cpu_ratio: '<= 1.15' },
  );
}

interface Cost {
  readonly cpuSeconds: number;
  readonly seconds: number;
}

async function measureBare(film: string, say: Say): Promise<Cost> {
  const directory = await mkdtemp(join(tmpdir(), 'rostrum-bench-bare-'));
  try {
    const { args, rungs } = await planBareEncode(film, directory);
    say(`bare: one ffmpeg, one decode, ${rungs.join(' ')} and sound, with the options that our pipeline plans`);
    const startedAt = performance.now();
    const cpuSeconds = await measureProgram('ffmpeg', args);
    return { cpuSeconds, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureOurs(film: string, say: Say): Promise<Cost> {
  say('ours: the worker with all its ffmpegs and ffprobes (user and system time), from idle before the upload until READY');
  await using instance = await startInstance();
  const before = await readCpuSeconds(instance.workerPid);
  const { assetId, lastByteAt } = await uploadFilm(instance.api, film);
  await waitForState(instance.api, assetId, ['READY'], PATIENCE_SECONDS);
  const seconds = (performance.now() - lastByteAt) / 1000;
  const after = await readCpuSeconds(instance.workerPid);
  const own = after.own - before.own;
  const children = after.children - before.children;
  say(`the worker's own process took ${own.toFixed(1)} s of CPU, its ffmpegs and ffprobes ${children.toFixed(1)} s`);
  return { cpuSeconds: own + children, seconds };
}
