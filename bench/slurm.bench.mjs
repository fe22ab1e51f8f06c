/**
 * What the engine asks of a Slurm with 12,500 nodes: how long a gang of 1,024 nodes takes to be placed, how many
 * calls the controller hears in the steady state, and what a look at jobs and nodes costs as text and as JSON. Needs
 * a built server, root, and the Slurm of tests/system.
 *
 * Method: a real slurmctld 24.11 with State=CLOUD nodes under 196 switches on this machine, and no slurmd: a job is
 * placed when Slurm has given it its nodes (CONFIGURING), after which a site's nodes would start it. The time is from
 * the engine's call to the answer, and to a look that shows the job on its nodes; looks follow one another without a
 * pause. Rounds take turns over different nodes; the median counts, with the fastest and slowest beside it.
 * Calls are those that the controller itself counted (sdiag) in one minute of watching at the usual pace, with one
 * gang in its place. CPU time is that of this process and of the commands that it started.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSlurm } from '@gigafactory/server';
import { SlurmCluster } from '../tests/system/slurm.mjs';

const NODES = 12_500;
const GANG = 1_024;
const ROUNDS = 5;
const WATCH_S = 60;
/** Of USER_HZ. */
const TICKS = 100;

const cluster = await SlurmCluster.start({ nodes: NODES, isCloud: true });
// A controller that looks for 1,024 machines that do not exist may be busy with that for half a minute.
const options = { prefix: 'gf-', partition: 'gpu', commands: cluster.bin, patience: 90 };
const scheduler = openSlurm({ ...options, environment: { ...process.env, ...cluster.env } });
try {
  const pool = given(await scheduler.pool());
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await place(pool, round));
  show(
    'answered, ms',
    rounds.map(({ answered }) => answered),
  );
  show(
    'placed, ms',
    rounds.map(({ placed }) => placed),
  );
  show(
    'of that Slurm itself, ms',
    rounds.map(({ alone }) => alone),
  );
  await watch();
} finally {
  scheduler.close();
  await cluster.stop();
}

/** One gang, from the call until it has its nodes; then it is cancelled. @param {readonly string[]} pool @param {number} round */
async function place(pool, round) {
  const nodes = pool.slice(round * GANG, (round + 1) * GANG);
  const name = `gf-gang-${round}`;
  const start = performance.now();
  const job = given(await scheduler.submit(gang(name, nodes)));
  const answered = performance.now() - start;
  await untilPlaced(job);
  const placed = performance.now() - start;
  given(await scheduler.cancel(job));
  // The same by the command alone, as a measure of what is not ours.
  const args = ['-N', String(GANG), '-w', nodes.join(), '--gpus-per-node=8', '--exclusive'];
  const before = performance.now();
  const said = spawnSync(`${cluster.bin}/sbatch`, ['--parsable', ...args, '--wrap', 'true'], {
    encoding: 'utf8',
    env: { ...process.env, ...cluster.env },
    cwd: '/',
  });
  const alone = performance.now() - before;
  await cluster.run('scancel', said.stdout.trim());
  return { answered, placed, alone };
}

/** @param {{ readonly id: string }} job */
async function untilPlaced(job) {
  for (;;) {
    const sight = await scheduler.look({ jobs: true, nodes: false });
    const seen = sight?.jobs?.find((each) => each.job.id === job.id);
    if (seen?.why?.includes('CONFIGURING') || seen?.state === 'running') return;
    if (seen?.state === 'ended') throw new Error(`The gang ended: ${seen.why}`);
  }
}

/** @param {string} name @param {readonly string[]} nodes @returns {import('@gigafactory/server').JobRequest} */
function gang(name, nodes) {
  const { shared } = cluster;
  return {
    ...{ name, nodes, labels: { run: 'bench' }, tasksPerNode: 8, gpusPerNode: 8 },
    ...{ script: '/bin/true', arguments: [], secrets: {}, cwd: shared, output: `${shared}/out` },
  };
}

/** Calls in a minute at the usual pace, by the controller's own count. */
async function watch() {
  const pool = given(await scheduler.pool());
  const job = given(await scheduler.submit(gang('gf-steady', pool.slice(0, GANG))));
  await sleep(2_000);
  let looks = 0;
  const stop = scheduler.watch(() => {
    looks += 1;
  });
  // The first look, at everything, is no part of the steady state.
  await sleep(8_000);
  const [calls, cpu, seen] = [await countCalls(), cpuOf(), looks];
  await sleep(WATCH_S * 1e3);
  // What is counted includes the question itself.
  const heard = (await countCalls()) - calls - 1;
  const used = cpuOf() - cpu;
  stop();
  compare();
  given(await scheduler.cancel(job));
  console.log(
    `${WATCH_S} s of watching ${NODES} nodes: ${looks - seen} commands, which the controller counts as ${heard} ` +
      `requests; ${used.toFixed(1)} s of CPU`,
  );
}

/** All that root's programs have asked the controller. */
async function countCalls() {
  const said = await cluster.ask('sdiag');
  const found = /^\s+root\s+\(\s*0\)\s+count:(\d+)/m.exec(said);
  if (!found) throw new Error(said);
  return Number(found[1]);
}

/** s of this process and of its children that have ended */
function cpuOf() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / TICKS;
}

/** A look at all nodes, and at one gang, as text and as JSON. */
function compare() {
  const nodes = '--Format=NodeList:|,StateComplete:|,Gres:|,Reason:|';
  look('alike nodes, text', 'sinfo', '--noheader', '--partition=gpu', nodes);
  look('each node, text', 'sinfo', '--noheader', '--Node', '--partition=gpu', nodes);
  look('each node, JSON', 'scontrol', 'show', 'node', '--json');
  look('a gang, text', 'squeue', '--me', '--noheader', '--Format=JobID:|,State:|,NodeList:|');
  look('a gang, JSON', 'squeue', '--me', '--json');
}

/** @param {string} what @param {string} command @param {readonly string[]} args */
function look(what, command, ...args) {
  const options = { env: { ...process.env, ...cluster.env }, cwd: '/', maxBuffer: 1 << 28 };
  const rounds = Array.from({ length: 3 }, () => {
    const before = cpuOf();
    const { stdout } = spawnSync(`${cluster.bin}/${command}`, args, options);
    return { cpu: (cpuOf() - before) * 1e3, bytes: stdout.length };
  });
  const size = ((rounds[0]?.bytes ?? 0) / 1e3).toFixed(1);
  const times = rounds.map(({ cpu }) => cpu);
  show(`${what}: ${size} kB, ms of CPU`, times);
}

/** @param {string} what @param {readonly number[]} values */
function show(what, values) {
  const sorted = [...values].sort((a, b) => a - b).map(Math.round);
  console.log(`${what}: ${sorted[sorted.length >> 1]} (${sorted[0]} to ${sorted.at(-1)})`);
}

/** @template Value @param {import('@gigafactory/core/base').Result<Value>} answer */
function given(answer) {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}
