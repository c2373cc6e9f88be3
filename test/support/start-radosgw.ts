import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/**
 * Ceph's radosgw, the S3 server that Debian packages: one monitor and one storage daemon hold its objects in a folder,
 * all on the loopback interface, without systemd. It needs ceph-mon, ceph-osd, radosgw and ceph-common.
 */
export interface Radosgw extends AsyncDisposable {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const PROGRAMS = ['ceph', 'ceph-authtool', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw', 'radosgw-admin'];
const FIRST_PORT = 22_000;
const BLOCKS = 25;
const PORTS_PER_BLOCK = 40;
const READY_WITHIN_MS = 60_000;
const run = promisify(execFile);

/** Names the programs that are not on PATH; an empty list means that startRadosgw can run. */
export async function missingCephPrograms(): Promise<string[]> {
  const found = await Promise.all(
    PROGRAMS.map((name) =>
      run('which', [name]).then(
        () => true,
        () => false,
      ),
    ),
  );
  return PROGRAMS.filter((_, index) => !found[index]);
}

/** Brings one up below `folder` (which it empties) with a user of its own; dispose it to end its daemons and remove the folder. */
export async function startRadosgw(folder: string): Promise<Radosgw> {
  await rm(folder, { recursive: true, force: true });
  for (const name of ['mon', 'osd', 'rgw', 'run', 'log']) await mkdir(join(folder, name), { recursive: true });
  const ports = await findPorts();
  const conf = join(folder, 'ceph.conf');
  const fsid = crypto.randomUUID();
  await writeFile(conf, renderConfiguration(folder, fsid, ports));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of stops.reverse()) await end();
    await rm(folder, { recursive: true, force: true });
  };
  const daemon = (name: string, ...options: string[]) => stops.push(startDaemon(folder, name, ['-f', '-c', conf, ...options]));
  try {
    await makeKeyring(folder);
    await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', ports.monitorAddresses, join(folder, 'monmap')]);
    await run('ceph-mon', ['-c', conf, '--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'), '--keyring', join(folder, 'keyring')]);
    daemon('ceph-mon', '-i', 'a');
    const osdId = crypto.randomUUID();
    await run('ceph', ['-c', conf, '--connect-timeout', '30', 'osd', 'new', osdId]);
    await run('ceph-osd', ['-c', conf, '-i', '0', '--mkfs', '--osd-uuid', osdId]);
    daemon('ceph-osd', '-i', '0');
    daemon('radosgw', '-n', 'client.rgw.a', '--rgw-data', join(folder, 'rgw'), '--keyring', join(folder, 'keyring'));
    const endpoint = `http://127.0.0.1:${ports.s3}`;
    await waitForAnswer(endpoint);
    const keys = { accessKeyId: 'ROSTRUMTEST', secretAccessKey: crypto.randomUUID() };
    const user = ['--uid=test', '--display-name=test', `--access-key=${keys.accessKeyId}`, `--secret-key=${keys.secretAccessKey}`];
    await run('radosgw-admin', ['-c', conf, 'user', 'create', ...user]);
    return { endpoint, ...keys, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Ports {
  readonly monitorAddresses: string;
  readonly s3: number;
  readonly daemonsFrom: number;
  readonly daemonsTo: number;
}

async function findPorts(): Promise<Ports> {
  for (let attempt = 0; attempt < BLOCKS; attempt += 1) {
    const first = FIRST_PORT + ((process.pid + attempt) % BLOCKS) * PORTS_PER_BLOCK;
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) {
      const monitorAddresses = `[v2:127.0.0.1:${first},v1:127.0.0.1:${first + 1}]`;
      return { monitorAddresses, s3: first + 2, daemonsFrom: first + 3, daemonsTo: first + PORTS_PER_BLOCK - 1 };
    }
  }
  throw new Error('no free ports for radosgw');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const listening = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  server.close();
  return listening;
}

function renderConfiguration(folder: string, fsid: string, ports: Ports): string {
  const withoutKeys = ['auth_cluster_required', 'auth_service_required', 'auth_client_required'].map((name) => `${name} = none`);
  // Without keys there is nothing to encrypt connections with.
  const unencrypted = ['mon_client', 'mon_service', 'mon_cluster', 'client', 'service', 'cluster'].map((name) => `ms_${name}_mode = crc`);
  return `[global]
fsid = ${fsid}
mon_host = ${ports.monitorAddresses}
public_network = 127.0.0.0/8
ms_bind_port_min = ${ports.daemonsFrom}
ms_bind_port_max = ${ports.daemonsTo}
${[...withoutKeys, ...unencrypted].join('\n')}
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
osd_objectstore = bluestore
bluestore_block_size = 17179869184
bluestore_fsck_on_mount = false
osd_memory_target = 939524096
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.asok
pid_file = ${folder}/run/$name.pid
log_file = ${folder}/log/$name.log
crash_dir = ${folder}/log
mon_data = ${folder}/mon
# One monitor has nobody to wait for.
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_tick_interval = 1
osd_data = ${folder}/osd
keyring = ${folder}/keyring
mon_data_avail_crit = 1
mon_data_avail_warn = 2
[client.rgw.a]
rgw_frontends = beast endpoint=127.0.0.1:${ports.s3}
rgw_enable_usage_log = false
rgw_thread_pool_size = 64
`;
}

async function makeKeyring(folder: string): Promise<void> {
  const keyring = join(folder, 'keyring');
  const names = ['mon.', 'client.admin', 'client.rgw.a'];
  for (const [index, name] of names.entries()) {
    const capabilities = ['mon', 'osd'].flatMap((kind) => ['--cap', kind, 'allow *']);
    await run('ceph-authtool', [...(index === 0 ? ['--create-keyring'] : []), keyring, '--gen-key', '-n', name, ...capabilities]);
  }
}

/**
 * Starts a daemon below a shell that ends it as soon as our end of the pipe closes, so that nothing is left running
 * even when this process is killed.
 */
function startDaemon(folder: string, program: string, options: string[]): () => Promise<void> {
  const script = `"$@" >"${folder}/log/${program}.out" 2>&1 </dev/null & pid=$!; read -r _; kill -9 $pid; wait $pid`;
  const shell = spawn('sh', ['-c', script, program, program, ...options], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const ended = once(shell, 'exit');
  return async () => {
    shell.stdin.end();
    await ended;
  };
}

async function waitForAnswer(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (
    !(await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    ))
  ) {
    if (Date.now() > deadline) throw new Error('radosgw did not answer within a minute');
    await sleep(200);
  }
}
