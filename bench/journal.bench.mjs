/**
 * How fast journals are written and read; needs a built server (`npx tsc -b packages/server`).
 *
 * Method of writing: as many runs as said, each with a journal of its own, write an event and its answer, wait
 * until both are acknowledged as durable, and write the next, as a loop does. A figure is events (with their
 * answers) acknowledged in a second of wall-clock time, for the disk is what is waited for; the time from giving
 * an event to its acknowledgement is given as a median and as the slowest of 100. The longest that the process
 * could do nothing else (the delay of its event loop) is given too, and the CPU time of an event. Beside it
 * stands what the disk does by itself: the median time of appending 200 B to a file and syncing it.
 *
 * With DATABASE_URL the journals are in that database, in the schema gigafactory_bench, which must not be there.
 *
 * Method of reading: a journal of 100,000 events is read as 1,000 streams would: each is at a place of its own
 * and reads on from there, a piece at a time.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { cpuUsage } from 'node:process';
import { median, quantile } from '@gigafactory/core/base';
import { commandsLine, eventLine } from '@gigafactory/core/journal';
import { flatTopology } from '@gigafactory/core/protocol';
import { openStore } from '@gigafactory/server';

const RUNS = [1, 8, 64, 512];
const SECONDS = Number(process.env['SECONDS'] ?? 4);
const STREAMS = 1000;
const EVENTS = 100_000;

const folder = mkdtempSync(join(process.env['JOURNAL_FOLDER'] ?? tmpdir(), 'gigafactory-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

console.log(`${cpus().length} cores, Node ${process.version}, ${folder}`);
console.log(`sync of 200 B by itself: ${sync().toFixed(2)} ms`);

const url = process.env['DATABASE_URL'];
const schema = 'gigafactory_bench';
const place = url
  ? /** @type {const} */ ({ kind: 'postgres', url, schema })
  : /** @type {const} */ ({ kind: 'file', path: join(folder, 'journal.db') });
console.log(url ? 'PostgreSQL' : 'SQLite');
const opened = await openStore(place);
if (!opened.ok) throw new Error(opened.problems[0]?.message);
const store = opened.value;
for (const runs of RUNS) await write(runs);
await read();
await store.close();

function sync() {
  const file = openSync(join(folder, 'sync'), 'w');
  const times = Array.from({ length: 200 }, () => {
    const from = performance.now();
    writeSync(file, 'x'.repeat(200));
    fsyncSync(file);
    return performance.now() - from;
  });
  closeSync(file);
  return median(times);
}

/** @param {number} runs */
async function write(runs) {
  const names = Array.from({ length: runs }, (_, run) => `${runs}-${run}`);
  await Promise.all(
    names.map((name) => store.create(name, { start: startOf(name), startedAt: 0 })),
  );
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const used = cpuUsage();
  const from = performance.now();
  const until = from + 1000 * SECONDS;
  /** @type {number[]} */
  const times = [];
  await Promise.all(names.map((name) => live(name, until, times)));
  const took = (performance.now() - from) / 1000;
  const { user, system } = cpuUsage(used);
  delay.disable();
  times.sort((a, b) => a - b);
  const rate = times.length / took;
  const figures = [
    `${Math.round(rate)} events/s`,
    `acknowledged in ${quantile(times, 0.5).toFixed(1)} ms, 99 of 100 in ${quantile(times, 0.99).toFixed(1)} ms`,
    `${((user + system) / times.length).toFixed(0)} us of CPU an event`,
    `event loop delayed ${(delay.percentile(50) / 1e6).toFixed(1)} ms, at most ${(delay.max / 1e6).toFixed(0)} ms`,
  ];
  console.log(`${runs} runs: ${figures.join('; ')}`);
}

/**
 * @param {string} name
 * @param {number} until
 * @param {number[]} times
 */
async function live(name, until, times) {
  for (let at = 0; performance.now() < until; at++) {
    const from = performance.now();
    const fence = { run: name, attempt: 3, epoch: 7 };
    void store.append(name, [eventLine({ at, ...fence, kind: 'checkpointed', work: at })], false);
    await store.append(
      name,
      [commandsLine([{ id: at, ...fence, kind: 'setTimer', timer: 'watch', after: 60 }])],
      true,
    );
    times.push(performance.now() - from);
  }
}

async function read() {
  await store.create('long', { start: startOf('long'), startedAt: 0 });
  const line = eventLine({
    at: 0,
    run: 'long',
    attempt: 1,
    epoch: 1,
    kind: 'observed',
    health: 'ok',
  });
  for (let piece = 0; piece < EVENTS / 1000; piece++)
    await store.append(
      'long',
      Array.from({ length: 1000 }, () => line),
      true,
    );
  for (const most of [1, 10, 1000]) {
    // Each piece is a message there and back if the database is another program.
    const rounds = url ? 1 : Math.max(1, Math.round(1000 / most / 4));
    const times = [];
    for (let sample = 0; sample < 5; sample++) {
      const used = cpuUsage();
      let lines = 0;
      for (let round = 0; round < rounds; round++) {
        for (let stream = 0; stream < STREAMS; stream++) {
          const from = 2 + ((stream * 97 + round * most) % (EVENTS - 1000));
          for await (const piece of store.read('long', from, most)) {
            lines += piece.length;
            break;
          }
        }
      }
      const { user, system } = cpuUsage(used);
      times.push((user + system) / lines);
    }
    console.log(
      `${STREAMS} streams, ${most} lines at a time: ${median(times).toFixed(2)} us of CPU a line, ${((1000 * 1000) / median(times)).toFixed(0)} lines/s of a core`,
    );
  }
}

/**
 * @param {string} run
 * @returns {import('@gigafactory/core/journal').JournalStart}
 */
function startOf(run) {
  return {
    mode: 'act',
    topology: flatTopology(2),
    fleet: { maxCordonShare: 0.5, warmStandbys: 0, sweepInterval: 600 },
    runs: [
      {
        ...{ run, kind: 'train', work: 100, priority: 0, replicas: 2, nodesPerReplica: 1 },
        minReplicas: 2,
        policy: {
          checkpoint: { kind: 'fixed', interval: 60 },
          recovery: 'spare',
          ...{ hangTimeout: 60, probeInterval: 60, watchInterval: 60, confirmTimeout: 60 },
          ...{ diagnosisWindow: 60, stragglerThreshold: 1.1, stragglerPatience: 60, growAfter: 60 },
          retryBudgets: {},
          crashLoopAttempts: 5,
        },
      },
    ],
  };
}
