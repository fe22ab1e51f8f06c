/**
 * An array scheduler for tests: a folder of jobs, and a keeper process for each array that starts its tasks as
 * real processes. It outlives the control process, as a real one does. What is to go wrong stands in `fates.json`:
 * for the n-th array a fate of all of it (`stuck`, `cancelled`) or of single tasks (`fail`, `lost`, `double`,
 * `slow`).
 */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);

/** The scheduler behind the port; `calls` counts what it was asked. */
export function openFakeScheduler(folder, prefix, { away = () => false } = {}) {
  mkdirSync(folder, { recursive: true });
  const calls = { look: 0, submit: 0, cancel: 0 };
  const mine = () => jobsIn(folder).filter(({ name }) => name.startsWith(prefix));
  return {
    kind: 'slurm',
    calls,
    check: async () => [],
    close() {},
    async submitArray(request) {
      calls.submit++;
      if (away()) return { ok: false, problems: [{ code: 'slurm.away', message: 'It is away.' }] };
      const found = mine().find(({ name, state }) => name === request.name && state !== 'ended');
      if (found) return { ok: true, value: found.job };
      const id = String(readdirSync(folder).filter((name) => /^job-\d+$/.test(name)).length + 1);
      const job = { id, since: new Date().toISOString() };
      write(join(folder, `job-${id}`), { ...request, job, state: 'waiting' });
      const keeper = spawn(process.execPath, [SELF, folder, id], {
        detached: true,
        stdio: 'ignore',
      });
      keeper.unref();
      return { ok: true, value: job };
    },
    async cancel({ id }) {
      calls.cancel++;
      if (!away()) writeFileSync(join(folder, `cancel-${id}`), '');
      return { ok: true, value: undefined };
    },
    async look() {
      calls.look++;
      if (away()) return undefined;
      return {
        jobs: mine().map(({ job, name, state, why, end }) => ({ job, name, state, why, end })),
      };
    },
  };
}

/** Every array that was ever submitted, in order. */
export function jobsIn(folder) {
  const names = readdirSync(folder).filter((name) => /^job-\d+$/.test(name));
  const jobs = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  return jobs.sort((a, b) => a.job.id - b.job.id);
}

function write(path, value) {
  writeFileSync(`${path}.draft`, JSON.stringify(value));
  renameSync(`${path}.draft`, path);
}

async function keep(folder, id) {
  const path = join(folder, `job-${id}`);
  const job = JSON.parse(readFileSync(path, 'utf8'));
  const fates = existsSync(join(folder, 'fates.json'))
    ? JSON.parse(readFileSync(join(folder, 'fates.json'), 'utf8'))
    : {};
  const fate = fates[id] ?? fates.all ?? {};
  const set = (state) => write(path, { ...job, ...state });
  const isCancelled = () => existsSync(join(folder, `cancel-${id}`)) || fate.all === 'cancelled';
  if (fate.all === 'stuck') {
    set({ state: 'stuck', why: 'JobHeldAdmin' });
    while (!isCancelled()) await sleep(20);
    return set({ state: 'ended', end: 'cancelled', why: 'CANCELLED' });
  }
  set({ state: 'running' });
  const living = new Set();
  const codes = [];
  const waiting = [...job.indices];
  const runOne = async (index) => {
    const doom = fate[index];
    if (doom === 'fail') return codes.push(9);
    if (doom === 'slow') await sleep(1500);
    if (doom === 'lost') return codes.push(137);
    const copies = doom === 'double' ? 2 : 1;
    await Promise.all(Array.from({ length: copies }, () => start(index)));
  };
  const start = (index) =>
    new Promise((resolve) => {
      if (isCancelled()) return resolve();
      const env = {
        ...process.env,
        PATH: '/usr/bin:/bin',
        GIGAFACTORY_ARRAY_INDEX: String(index),
        GIGAFACTORY_SEAT_NODE: `n${index}`,
        GIGAFACTORY_TEST_ARRAY: id,
      };
      const child = spawn('/bin/sh', [job.script, ...job.arguments], { env, stdio: 'ignore' });
      living.add(child);
      child.once('exit', (code, signal) => {
        living.delete(child);
        codes.push(signal ? 137 : code);
        resolve();
      });
    });
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runOne(next);
  };
  const work = Promise.all(Array.from({ length: job.atOnce ?? 4 }, lane));
  let isDone = false;
  void work.then(() => {
    isDone = true;
  });
  while (!isDone && !isCancelled()) await sleep(20);
  if (!isDone) {
    waiting.length = 0;
    for (const child of living) child.kill('SIGKILL');
    await work;
    return set({ state: 'ended', end: 'cancelled', why: 'CANCELLED by 0' });
  }
  const bad = codes.find((code) => code !== 0);
  if (bad === undefined) return set({ state: 'ended', end: 'done' });
  set({ state: 'ended', end: 'failed', exitCode: bad, why: `FAILED, exit code ${bad}` });
}

if (process.argv[1] === SELF) await keep(process.argv[2], process.argv[3]);
