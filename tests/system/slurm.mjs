import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Cell } from './cell.mjs';
import { makeHome } from './home.mjs';
import { killAll, processesOf, stepdsOf } from './processes.mjs';
import { addressOf, gresConf, slurmConf, topologyConf } from './slurm-conf.mjs';
import { ensureTree } from './tree.mjs';

/**
 * @typedef {object} SlurmOptions
 * @property {number} [nodes] 8; they are called n0, n1, ...
 * @property {number} [gpusPerNode] 8
 * @property {boolean} [isCloud] nodes that never come up, and no slurmd: for as many as you like
 * @property {readonly string[]} [shown] folders and files that the nodes see under the same path, besides this
 *   repository, the program of Node and the cluster's own folder
 * @property {Readonly<Record<string, string | number>>} [settings] of slurm.conf
 * @property {(count: number) => Promise<number>} [ports] the first of so many that follow each other; free ones
 */

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const CLIENTS = ['sbatch', 'srun', 'scancel', 'scontrol', 'squeue', 'sinfo', 'sacct'];
const PATIENCE_MS = 120_000;
/** Its ports were free when they were chosen, and somebody may have them by the time that they are bound. */
const TRIES = 3;

/**
 * A real Slurm 24.11 on the loopback: a controller, and a daemon for each node, in a cell of their own. All of it
 * ends with this process.
 */
export class SlurmCluster {
  #cell;
  #plan;
  #folder;

  /** @param {Cell} cell @param {import('./slurm-conf.mjs').Plan} plan @param {string} folder all files of it */
  constructor(cell, plan, folder) {
    this.#cell = cell;
    this.#plan = plan;
    this.#folder = folder;
  }

  /** Starts one, and is over when every node is idle. @param {SlurmOptions} [options] */
  static async start(options = {}) {
    for (let left = TRIES - 1; ; left--) {
      try {
        return await SlurmCluster.#startOnce(options);
      } catch (error) {
        if (left === 0) throw error;
        process.stderr.write(`Slurm is started anew: ${error}\n`);
      }
    }
  }

  /** @param {SlurmOptions} options */
  static async #startOnce(options) {
    const tree = await ensureTree();
    const folder = makeHome('slurm');
    const plan = await planOf(join(folder, 'site'), options);
    writeFiles(plan);
    const at = join(folder, 'tree');
    mkdirSync(at);
    // Slurm's REST server is another user.
    chmodSync(folder, 0o711);
    const shown = [REPOSITORY, process.execPath, plan.home, ...(options.shown ?? [])];
    const instead = { '/etc/slurm': join(plan.home, 'etc') };
    const cell = await Cell.open({ root: tree, at, shown, instead });
    const cluster = new SlurmCluster(cell, plan, folder);
    try {
      await cluster.#begin();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** What the cluster itself uses, logs and all; the nodes see it under the same path. */
  get home() {
    return this.#plan.home;
  }

  /** An empty folder that this machine and all nodes see. */
  get shared() {
    return join(this.home, 'shared');
  }

  /** Programs of Slurm for this machine, which nodes do not see: put it first on the PATH. */
  get bin() {
    return join(this.#folder, 'bin');
  }

  /** @returns {{ readonly PATH: string, readonly SLURM_CONF: string }} for programs that call those of Slurm */
  get env() {
    const PATH = `${this.bin}:${process.env['PATH'] ?? ''}`;
    return { PATH, SLURM_CONF: join(this.home, 'etc/slurm.conf') };
  }

  get nodes() {
    return this.#plan.nodes;
  }

  /** 'gpu' has all nodes, 'small' only the first. */
  get partitions() {
    return /** @type {const} */ (['gpu', 'small']);
  }

  /** @param {string} node its name */
  addressOf(node) {
    return addressOf(this.#plan, this.nodes.indexOf(node));
  }

  /** Runs a program of Slurm, or any other, as on the controller's machine. @param {string} name @param {readonly string[]} args */
  run(name, ...args) {
    return this.#cell.run(name, args);
  }

  /** The same, where anything but success is an error. @param {string} name @param {readonly string[]} args */
  async ask(name, ...args) {
    const { code, stdout, stderr } = await this.run(name, ...args);
    if (code !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Every process of the cluster. */
  processes() {
    return processesOf(this.#cell.pid);
  }

  /** The first process of each task of jobs' steps. @param {string} [node] on it only */
  ranks(node) {
    const all = this.processes().filter(({ env }) => env['SLURM_STEP_ID'] !== undefined);
    const pids = new Set(all.map(({ pid }) => pid));
    return all.filter(
      ({ parent, env }) =>
        !pids.has(parent) && (node === undefined || env['SLURMD_NODENAME'] === node),
    );
  }

  /** Ends a node's daemon as a crash would; what it started lives on. @param {string} node */
  killDaemon(node) {
    return killAll(this.#daemonsOf(node));
  }

  /** Ends what watches over a node's jobs; the jobs' own processes live on. @param {string} node */
  killStepds(node) {
    return killAll(stepdsOf(this.processes(), join(this.home, 'spool', node)));
  }

  /** Ends everything on a node at once, as the loss of its power would. @param {string} node */
  killNode(node) {
    const all = this.processes();
    const stepds = stepdsOf(all, join(this.home, 'spool', node));
    const tasks = all.filter(({ env }) => env['SLURMD_NODENAME'] === node);
    return killAll([...this.#daemonsOf(node), ...stepds, ...tasks]);
  }

  killController() {
    return killAll(this.processes().filter(({ argv }) => argv[0]?.endsWith('/slurmctld')));
  }

  /** Starts a node's daemon, as its boot would. @param {string} node */
  async startDaemon(node) {
    await this.ask(join(this.home, 'daemons/slurmd'), '-d', this.#stepd, '-N', node);
  }

  /** What the controller and the nodes' daemons have logged. */
  logs() {
    const read = (/** @type {string} */ name) => {
      const path = join(this.home, 'log', `${name}.log`);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    return { controller: read('slurmctld'), nodes: this.nodes.map(read) };
  }

  /** When the controller last saved its jobs, ms since 1970: one killed before that forgets what came later. */
  get savedAt() {
    const saved = statSync(join(this.home, 'controller/job_state'), { throwIfNoEntry: false });
    return saved?.mtimeMs ?? 0;
  }

  /** Starts the controller, which goes on from what it had saved. @param {readonly string[]} args */
  async startController(...args) {
    await this.ask(join(this.home, 'daemons/slurmctld'), ...args);
  }

  /** A node's state in Slurm's words: `IDLE`, `DOWN*+COMPLETING`. @param {string} node */
  async stateOf(node) {
    const said = await this.run('scontrol', 'show', 'node', '-o', node);
    return / State=(\S+)/.exec(said.stdout)?.[1] ?? said.stderr;
  }

  /** Waits until a node's state fits. @param {string} node @param {RegExp} state */
  async untilNode(node, state) {
    let last = '';
    const holds = async () => {
      last = await this.stateOf(node);
      return state.test(last);
    };
    await until(holds, () => `${node} to be ${state}, and it is ${last}`);
  }

  /**
   * Starts Slurm's REST server, which answers over TCP only to tokens and wants to be no user of ours.
   * @returns {Promise<{ readonly url: string, readonly token: string, readonly kill: () => number }>}
   */
  async startRest() {
    const port = await freePorts(1);
    const at = `127.0.0.1:${port}`;
    const nobody = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups'];
    const rest = ['slurmrestd', '-a', 'rest_auth/jwt', '-s', 'openapi/slurmctld', at];
    const child = this.#cell.spawn('setpriv', [...nobody, ...rest], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], SLURM_JWT: 'daemon' },
    });
    const said = await this.ask('scontrol', 'token', 'lifespan=3600');
    const token = said.trim().replace('SLURM_JWT=', '');
    const headers = { 'X-SLURM-USER-TOKEN': token };
    const answers = () =>
      fetch(`http://${at}/openapi/v3`, { headers }).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(
      answers,
      () => `slurmrestd to answer at ${at}, and it ended with ${child.exitCode}`,
    );
    const isRest = (/** @type {import('./processes.mjs').Process} */ { argv }) =>
      argv[0] === 'slurmrestd' && argv.at(-1) === at;
    return { url: `http://${at}`, token, kill: () => killAll(this.processes().filter(isRest)) };
  }

  /** Ends all of it and removes its files. */
  async stop() {
    await this.#cell.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #stepd() {
    return join(this.home, 'daemons/slurmstepd');
  }

  /** @param {string} node */
  #daemonsOf(node) {
    return this.processes().filter(
      ({ argv }) => argv[0]?.endsWith('/slurmd') && argv.at(-1) === node,
    );
  }

  async #begin() {
    writeClients(this.#cell, this.bin, this.env.SLURM_CONF);
    await this.startController('-c');
    if (!this.#plan.isCloud) await Promise.all(this.nodes.map((node) => this.startDaemon(node)));
    const ready = `^${this.nodes.length} ${this.#plan.isCloud ? 'idle~' : 'idle'}$`;
    let last = '';
    const holds = async () => {
      this.#requireDaemons();
      last = (await this.run('sinfo', '-h', '-p', 'gpu', '-o', '%D %t')).stdout;
      return new RegExp(ready, 'm').test(last);
    };
    await until(holds, () => `all nodes to be idle, and they are ${last}`);
  }

  /** A daemon that cannot listen ends once it is one, and only its log says so. @throws with what it has logged */
  #requireDaemons() {
    const { controller, nodes } = this.logs();
    const fatal = [controller, ...nodes].find((log) => log.includes(' fatal: '));
    if (fatal !== undefined) throw new Error(`A daemon of Slurm ended: ${fatal}`);
  }
}

/** @param {() => Promise<boolean>} holds @param {() => string} what */
async function until(holds, what) {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`Slurm: two minutes were not enough for ${what()}`);
    await sleep(100);
  }
}

/** @param {string} home @param {SlurmOptions} options @returns {Promise<import('./slurm-conf.mjs').Plan>} */
async function planOf(home, options) {
  const { nodes = 8, gpusPerNode = 8, isCloud = false, settings = {}, ports = freePorts } = options;
  const names = Array.from({ length: nodes }, (_, i) => `n${i}`);
  const network = `127.${randomInt(1, 255)}.${randomInt(0, 255)}`;
  const port = await ports(isCloud ? 1 : nodes + 1);
  return { home, nodes: names, gpusPerNode, isCloud, settings, network, port };
}

/** The first of some ports that follow each other and are free. @param {number} count @returns {Promise<number>} */
export async function freePorts(count) {
  for (;;) {
    const first = randomInt(20_000, 30_000);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** @param {import('./slurm-conf.mjs').Plan} plan */
function writeFiles(plan) {
  const { home, gpusPerNode, nodes, isCloud } = plan;
  for (const name of ['controller', 'daemons', 'dev', 'etc', 'log', 'pid', 'shared'])
    mkdirSync(join(home, name), { recursive: true });
  for (const node of isCloud ? [] : nodes)
    mkdirSync(join(home, 'spool', node), { recursive: true });
  for (let i = 0; i < gpusPerNode; i++) {
    // The device that reads as empty, under the name of a GPU.
    spawnSync('mknod', ['-m', '666', join(home, `dev/gpu${i}`), 'c', '1', '3']);
  }
  // Slurm's programs find each other by name, which Debian changes.
  for (const name of ['slurmctld', 'slurmd', 'slurmstepd'])
    symlinkSync(`/usr/sbin/${name}-wlm`, join(home, 'daemons', name));
  writeFileSync(join(home, 'etc/slurm.conf'), slurmConf(plan));
  writeFileSync(join(home, 'etc/gres.conf'), gresConf(plan));
  writeFileSync(join(home, 'etc/cgroup.conf'), 'CgroupPlugin=disabled\n');
  if (isCloud) writeFileSync(join(home, 'etc/topology.conf'), topologyConf(plan));
  for (const key of ['slurm.key', 'jwt.key'])
    writeFileSync(join(home, 'etc', key), randomBytes(1024), { mode: 0o600 });
}

/** For each program one of this machine that runs it in the cell, where it is. @param {Cell} cell @param {string} bin @param {string} conf */
function writeClients(cell, bin, conf) {
  mkdirSync(bin);
  for (const name of CLIENTS) {
    const path = join(bin, name);
    const enter = ['nsenter', ...cell.entry, '--', '/bin/sh', '-c'].join(' ');
    writeFileSync(
      path,
      `#!/bin/sh\nexport SLURM_CONF=${conf}\nexec ${enter} 'cd "$0" 2>/dev/null; exec "$@"' "$PWD" /usr/bin/${name} "$@"\n`,
    );
    chmodSync(path, 0o755);
  }
}
