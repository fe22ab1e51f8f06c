/**
 * The control plane: how long a run is without one after kill -9, and what 1,000 streams of one run cost it.
 * Prints one JSON object. It needs `npx tsc -b`.
 */
import { setMaxListeners } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startControl } from '../packages/server/dist/operate/index.js';

const KILLS = 5;
const STREAMS = 1000;
const SECONDS = 15;
const PROGRAM = new URL('../packages/server/src/engine/gang/program.fixture.mjs', import.meta.url);

const home = mkdtempSync(join(tmpdir(), 'gigafactory-bench-'));
const text = `gigafactory: 1
name: Bench
hardware: { gpu: h100-sxm }
fleet: { gpus: 16 }
models:
  tiny: { label: Tiny, layers: 2, hidden: 128, heads: 4, kvHeads: 4, headDim: 32, vocab: 1024, ffn: 384, mlpMatrices: 3, embeddingMatrices: 1 }
runs:
  bench:
    model: tiny
    gpus: 8
    sequenceLength: 128
    globalBatch: 16
    tokens: 100M tokens
    strategy: { tp: 1, pp: 1, cp: 1, microBatch: 1, recompute: none, sharding: none }
    program: { command: [${process.execPath}, ${PROGRAM.pathname}], environment: { STEP_MS: "100" } }
engine: { kind: local, nodes: 1 }
operations: { checkpointInterval: 10 min }
`;

const pidOf = () => JSON.parse(readFileSync(join(home, 'lock'), 'utf8')).pid;
/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * CPU time, s, and resident memory, B, of a process.
 *
 * @param {number} pid
 */
function useOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [utime, stime] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { cpu: (Number(utime) + Number(stime)) / 100, memory: Number(rss?.[1]) * 1024 };
}

/** @param {import('../packages/server/dist/operate/index.js').ControlPlane} control */
async function detailOf(control) {
  const answer = await control.run('bench');
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

/** @param {import('../packages/server/dist/operate/index.js').ControlPlane} control */
async function isTraining(control) {
  const value = await detailOf(control);
  return value.phase === 'running' && value.progress.step > 5;
}

async function killAndReturn() {
  process.kill(pidOf(), 'SIGKILL');
  const killed = performance.now();
  const control = await startControl(home);
  const answers = (performance.now() - killed) / 1000;
  for await (const entry of control.events('bench', { follow: true })) {
    if (
      entry.kind === 'inventory' &&
      Date.parse(entry.at) >= Date.now() - (performance.now() - killed)
    ) {
      const attached = (performance.now() - killed) / 1000;
      return { answers, attached, cpu: useOf(pidOf()).cpu };
    }
  }
  throw new Error('the run ended');
}

/** @param {import('../packages/server/dist/operate/index.js').ControlPlane} control */
async function watch(control) {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  let entries = 0;
  const streams = Array.from({ length: STREAMS }, async () => {
    try {
      for await (const _ of control.progress('bench', { follow: true }, stop.signal)) entries++;
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    }
  });
  await pause(5000);
  const [before, began, had] = [useOf(pidOf()), performance.now(), entries];
  await pause(SECONDS * 1000);
  const after = useOf(pidOf());
  const seconds = (performance.now() - began) / 1000;
  const perSecond = (entries - had) / seconds;
  stop.abort();
  await Promise.allSettled(streams);
  return {
    streams: STREAMS,
    entriesPerSecond: perSecond,
    coreShare: (after.cpu - before.cpu) / seconds,
    memory: after.memory,
    memoryWithout: before.memory,
  };
}

let control = await startControl(home);
const by = 'the bench';
const started = await control.start({
  by,
  file: join(home, 'bench.yaml'),
  text,
  environment: { PATH: process.env['PATH'] ?? '' },
});
if (!started.ok) throw new Error(JSON.stringify(started.problems));
for (const end = performance.now() + 120_000; !(await isTraining(control)); ) {
  if (performance.now() > end) throw new Error((await detailOf(control)).reason);
  await pause(50);
}
const idle = useOf(pidOf()).memory;
const streams = await watch(control);
const returns = [];
for (let kill = 0; kill < KILLS; kill++) {
  returns.push(await killAndReturn());
  await pause(500);
}
control = await startControl(home);
const { attempts } = await detailOf(control);
await control.stop('bench', { by });
while ((await detailOf(control)).state === 'active') await pause(50);
process.kill(pidOf(), 'SIGTERM');
const answers = returns.map((each) => each.answers);
const attached = returns.map((each) => each.attached);
console.log(
  JSON.stringify({
    answers: { median: median(answers), most: Math.max(...answers) },
    attached: { median: median(attached), most: Math.max(...attached) },
    attachedCpu: median(returns.map(({ cpu }) => cpu)),
    attempts: attempts.length,
    ...{ idle, ...streams },
  }),
);
await pause(1000);
rmSync(home, { recursive: true, force: true });
