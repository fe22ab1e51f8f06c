import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IS_SYSTEM, NOT_SYSTEM } from '../../../../tests/system/needed.mjs';
import { startPostgres } from '../../../../tests/system/postgres.mjs';
import { SlurmCluster } from '../../../../tests/system/slurm.mjs';
import { processOf } from './local.mjs';
import { jobTimes, summaryOf } from './slurm-share.mjs';

/** The run needs two; the others are there for those that are lost. */
const NODES = 6;

/** ms that the controller, or the database, is away. */
const AWAY_MS = 2000;

/** How long a gone node may be silent before Slurm gives it up, s. */
const SILENCE = 20;

/**
 * A real Slurm, and PostgreSQL for the journals: ranks, Slurm's own processes, whole nodes, its controller, the
 * control plane and the database die.
 *
 * @returns {Promise<import('./ground.mjs').Ground>}
 */
export async function openSlurm() {
  if (!IS_SYSTEM) throw new RangeError(`engine slurm: not on this machine: ${NOT_SYSTEM}`);
  // A short path: sockets are below it.
  const parent = mkdtempSync(join(tmpdir(), 'gf-chaos-'));
  const settings = { SlurmdTimeout: SILENCE };
  const [cluster, database] = await Promise.all([
    SlurmCluster.start({ nodes: NODES, gpusPerNode: 1, shown: [parent], settings }),
    startPostgres(),
  ]);
  const site = new Site(cluster, database);
  return {
    engine: 'slurm',
    env: { ...cluster.env, DATABASE_URL: database.url() },
    parent,
    bag: ['rank', 'slurmd', 'stepd', 'node', 'slurmctld', 'control', 'database'],
    get facts() {
      return site.facts;
    },
    flags: (home) => {
      const shared = join(home, 'shared');
      mkdirSync(shared, { recursive: true });
      const nodes = `n[0-${NODES - 1}]`;
      return ['--engine', 'slurm', '--partition', 'gpu', '--nodes', nodes, '--shared', shared];
    },
    draw: (kind, tree, stream) => site.draw(kind, tree, stream),
    mend: () => site.mend(),
    look: async () => {
      const jobs = await cluster.run('scontrol', 'show', 'job', '-o');
      const nodes = await cluster.run('scontrol', 'show', 'node', '-o');
      return jobs.stdout + nodes.stdout;
    },
    // Where slurmstepd was killed, srun waits for ever for news of tasks that ended long ago: Slurm does not end it.
    isOfScheduler: ({ argv }) => argv[0] === 'srun',
    end: async () => {
      await site.mend();
      await Promise.all([cluster.stop(), database.dispose()]);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

class Site {
  #cluster;
  #database;
  /** What is to come back before the next kill. @type {(() => Promise<void>)[]} */
  #away = [];
  /** Nodes whose daemon is among these. @type {Set<string>} */
  #gone = new Set();

  /** @param {SlurmCluster} cluster @param {import('../../../../tests/system/postgres.mjs').PostgresServer} database */
  constructor(cluster, database) {
    this.#cluster = cluster;
    this.#database = database;
  }

  /** @type {import('./ground.mjs').Ground['draw']} */
  draw(kind, tree, stream) {
    if (kind === 'rank' || kind === 'control') return processOf(kind, tree, stream);
    if (kind === 'slurmctld')
      return {
        name: 'the controller of Slurm',
        kill: () => {
          this.#cluster.killController();
          this.#later(() => this.#cluster.startController());
        },
      };
    if (kind === 'database')
      return {
        name: 'the database',
        kill: async () => {
          await this.#database.kill();
          this.#later(() => this.#database.start());
        },
      };
    const busy = this.#cluster.nodes.filter((node) => this.#cluster.ranks(node).length > 0);
    const node = busy[stream.integer(Math.max(1, busy.length))];
    return node === undefined ? undefined : this.#drawOn(node, kind, stream.integer(2) === 0);
  }

  /** @param {string} node @param {string} kind @param {boolean} isBrief whether it is back before Slurm gives it up */
  #drawOn(node, kind, isBrief) {
    const cluster = this.#cluster;
    if (kind === 'stepd')
      return { name: `slurmstepd of ${node}`, kill: () => void cluster.killStepds(node) };
    const what = kind === 'node' ? node : `slurmd of ${node}`;
    return {
      name: `${what}, back ${isBrief ? 'at once' : 'when it is given up'}`,
      kill: () => {
        kind === 'node' ? cluster.killNode(node) : cluster.killDaemon(node);
        // Struck twice it comes back once, as was said first: a node that is back is never given up.
        if (this.#gone.has(node)) return;
        this.#gone.add(node);
        this.#away.push(async () => {
          if (!isBrief) await cluster.untilNode(node, /^DOWN/);
          await cluster.startDaemon(node);
        });
      },
    };
  }

  /** @param {() => Promise<void>} start */
  #later(start) {
    const back = new Promise((resolve) => setTimeout(resolve, AWAY_MS)).then(start);
    this.#away.push(() => back);
  }

  async mend() {
    const away = this.#away;
    this.#away = [];
    this.#gone.clear();
    await Promise.all(away.map((back) => back()));
  }

  get facts() {
    const { controller, nodes } = this.#cluster.logs();
    return {
      slurm: '24.11',
      database: 'PostgreSQL',
      slurmdTimeout: SILENCE,
      slurmSeconds: summaryOf(jobTimes(controller, nodes)),
    };
  }
}
