/**
 * What share of a core a supervisor takes for a fleet of 12,500 nodes at a failure a minute, with a digest of
 * each node every ten seconds; needs a built server (`npx tsc -b packages/server`) and 12,600 open files
 * (`ulimit -n`). `SECONDS` (by default 180) says for how long, in real time.
 *
 * Method: another process (`digests.mjs`) has a Unix socket for each node and sends a line of about 700 B on it
 * every ten seconds: 1,250 lines a second. The engine here reads and parses every line, notes when and how it
 * saw the node, looks for silent nodes every ten seconds, and reports a node that says it failed. Its answers to
 * commands are scripted, each with a delay: place 2 s, launch 5 s, stop 3 s, diagnosis 4 s, repair 20 s. One run
 * has 12,288 nodes and a checkpoint every ten seconds; every failure ends its attempt. The supervisor is led by
 * the loop of the control plane, and its journal is the real one, on disk.
 *
 * A figure is user and system time of this process, all threads, by the time that passed, in turn without a
 * failure and with one; the process that plays the nodes does not count.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beginning, Loop } from '@gigafactory/core/control';
import { OrderBook } from '@gigafactory/core/protocol';
import { openStore, RunJournal } from '@gigafactory/server';

const NODES = 12_500;
const SECONDS = Number(process.env['SECONDS'] ?? 180);
const RUN = 'pretrain';
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const topology = {
  nodes: NODES,
  size: { rack: 8, leaf: 64, spine: 512, cooling: 256, hall: NODES },
};
const spec = {
  ...{ run: RUN, priority: 0, replicas: 1536, nodesPerReplica: 8, minReplicas: 1536 },
  policy: {
    checkpoint: /** @type {const} */ ({ kind: 'fixed', interval: 10 }),
    recovery: /** @type {const} */ ('spare'),
    ...{ hangTimeout: 60, probeInterval: 30, watchInterval: 60, confirmTimeout: 60 },
    ...{ diagnosisWindow: 60, stragglerThreshold: 1.1, stragglerPatience: 60, growAfter: 60 },
    retryBudgets: {},
    crashLoopAttempts: 100,
  },
};
const config = {
  mode: /** @type {const} */ ('act'),
  topology,
  fleet: { maxCordonShare: 0.02, warmStandbys: 8, sweepInterval: 60 },
  runs: [spec],
};

const began = performance.now();
const now = () => Math.round((performance.now() - began) * 1000);
let digests = 0;
let events = 0;
let launches = 0;
let isTraining = false;

/** When and how each node was last seen. */
const seen = Array.from({ length: NODES }, () => ({ at: 0, health: 'ok', step: 0 }));
/** @type {Set<number>} */
const reported = new Set();

const opened = await openStore({ kind: 'file', path: join(folder, 'journal.db') });
if (!opened.ok) throw new Error(opened.problems[0]?.message);
const store = opened.value;
const start = { ...config, runs: [{ ...spec, kind: /** @type {const} */ ('train'), work: 1e7 }] };
await store.create(RUN, { start, startedAt: Date.now() });

const book = new OrderBook({ runs: [RUN], nodes: NODES });
/** @type {Map<string, NodeJS.Timeout>} */
const timers = new Map();
const journal = new RunJournal({
  ...{ store, name: RUN, followed: beginning(config), lines: 1 },
  appended: () => loop.appended(),
});
const loop = new Loop(beginning(config).state, {
  appendEvent: (event) => journal.appendEvent(event),
  stepped: (event, result) => journal.stepped(event, result),
  appendCommands: (commands) => journal.appendCommands(commands),
  execute,
});

/**
 * @param {EventBody} body
 * @param {object} fence empty for an event about the fleet
 */
function tell(body, fence) {
  events++;
  loop.hear(
    /** @type {import('@gigafactory/core/protocol').SupervisorEvent} */ ({
      ...{ at: now(), ...fence },
      ...body,
    }),
  );
}

/** The newest order to the run. */
function newest() {
  const [{ attempt = 0, epoch = 0 } = {}] = loop.state.runs;
  return { run: RUN, attempt, epoch };
}

/**
 * @typedef {import('@gigafactory/core/protocol').Command} Command
 *
 * @typedef {import('@gigafactory/core/protocol').EventBody} EventBody
 */

/**
 * What is answered to a command, and after how many seconds.
 *
 * @param {Command} command
 * @returns {[number, EventBody]}
 */
function answerTo(command) {
  switch (command.kind) {
    case 'place':
      return [2, { kind: 'placed' }];
    case 'launch':
      return [5, { kind: 'launched', work: command.work }];
    case 'stop':
      return [3, { kind: 'stopped' }];
    case 'probe':
      return [0.1, { kind: 'observed', health: 'ok' }];
    case 'diagnose':
      return [4, { kind: 'diagnosed', diagnosis: { cause: 'Faulty GPU', nodes: [...reported] } }];
    case 'cordon':
      return [0.1, { kind: 'cordoned', node: command.node }];
    case 'repair':
      return [20, { kind: 'repaired', node: command.node, answers: command.id }];
    case 'uncordon':
      return [0.1, { kind: 'uncordoned', node: command.node, answers: command.id }];
    case 'warm':
      return [5, { kind: 'warmed', node: command.node }];
    default:
      throw new Error(`nothing is scripted for ${command.kind}`);
  }
}

/** @param {Command} command */
function execute(command) {
  if (book.judge(command) !== 'do') return;
  book.accept(command);
  const { kind, run, attempt, epoch } = command;
  const fence = run === '' ? {} : { run, attempt, epoch };
  if (kind === 'setTimer' || kind === 'cancelTimer' || kind === 'setSweep') {
    const key = kind === 'setSweep' ? 'sweep' : command.timer;
    clearTimeout(timers.get(key));
    if (kind === 'cancelTimer') return;
    /** @type {EventBody} */
    const ring =
      kind === 'setSweep' ? { kind: 'sweepDue' } : { kind: 'timer', timer: command.timer };
    timers.set(
      key,
      setTimeout(() => tell(ring, fence), 1000 * command.after),
    );
    return;
  }
  const [after, answer] = answerTo(command);
  setTimeout(() => {
    if (kind === 'repair') recover(command.node);
    tell(answer, fence);
    if (kind !== 'launch') return;
    launches++;
    isTraining = true;
  }, 1000 * after);
}

/** @param {{ node: number, health: string, ranks: { step: number }[] }} digest */
function see({ node, health, ranks }) {
  digests++;
  const last = seen[node];
  if (!last) throw new Error(`there is no node ${node}`);
  last.at = performance.now();
  last.step = Math.min(...ranks.map(({ step }) => step));
  if (health === last.health) return;
  last.health = health;
  if (health !== 'failed') return;
  reported.add(node);
  isTraining = false;
  tell({ kind: 'observed', health: 'failed' }, newest());
}

/** @param {number} node */
function recover(node) {
  reported.delete(node);
  fleet.stdin.write(`-${node}\n`);
}

const server = createServer((link) => {
  let rest = '';
  link.setEncoding('utf8');
  link.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) see(JSON.parse(line));
  });
});
const socket = join(folder, 'fleet.sock');
await new Promise((resolve) => server.listen({ path: socket, backlog: 4096 }, () => resolve(null)));
const fleet = spawn(
  process.execPath,
  [fileURLToPath(new URL('./digests.mjs', import.meta.url)), socket, `${NODES}`],
  {
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
fleet.on('exit', (code) => code && process.exit(code));
await new Promise((resolve) => createInterface({ input: fleet.stdout }).once('line', resolve));

tell({ kind: 'requested' }, { run: RUN, attempt: 0, epoch: 0 });
setInterval(() => {
  if (isTraining) tell({ kind: 'checkpointed', work: now() }, newest());
}, 10_000);
setInterval(() => {
  const silent = seen.filter(({ at }) => performance.now() - at > 60_000);
  if (silent.length > 0) throw new Error(`${silent.length} nodes are silent`);
}, 10_000);

// All nodes were seen, and the run trains, before anything counts.
while (launches === 0 || digests < NODES) await sleep(100);
console.log(`${cpus().length} cores, Node ${process.version}, ${NODES} nodes`);
const quiet = await measure(Math.min(30, SECONDS / 3), 'no failure');
const minutes = Math.max(1, Math.round(SECONDS / 60));
const shares = [];
for (let minute = 0; minute < minutes; minute++) {
  const before = launches;
  fleet.stdin.write(`${1000 + 8 * minute}\n`);
  shares.push(await measure(60, 'a failure'));
  if (launches === before) throw new Error('the run was not launched again');
}
const most = Math.max(quiet, ...shares);
console.log(`most: ${(100 * most).toFixed(2)} % of a core`);
fleet.stdin.end();
await store.close();
process.exit(0);

/** @param {number} seconds @param {string} what */
async function measure(seconds, what) {
  const [from, used, was, told] = [performance.now(), cpuUsage(), digests, events];
  await sleep(1000 * seconds);
  const took = (performance.now() - from) / 1000;
  const { user, system } = cpuUsage(used);
  const share = (user + system) / 1e6 / took;
  const rates = `${((digests - was) / took).toFixed(0)} digests/s, ${events - told} events, ${launches} launches so far`;
  console.log(`${what}, ${took.toFixed(0)} s: ${(100 * share).toFixed(2)} % of a core; ${rates}`);
  return share;
}
