/**
 * How many events the heap of the twin moves in a second of CPU time on one core, and how long the failures
 * of a fleet take by themselves; needs a built core (`npx tsc -b packages/core`).
 *
 * Method of the heap: the hold model (Jones, "An Empirical Comparison of Priority-Queue and Event-Set
 * Implementations", CACM 29, 1986). As many timers as said wait; each event takes the next one and sets it
 * again an exponential gap later. Drawing the gap is part of the event. Popping and pushing apart, and
 * replacing in one pass, take turns, so that a slow spell of the machine falls on both.
 *
 * Method of the fleet: 54 days of 12,500 nodes with 12 causes, 50 lemons among them, each cause with an
 * age, a shape and a rate of its own, about 4 failures per 1,000 node-days in all; every other failed part is
 * replaced. Set-up is part of it, and given alone too.
 *
 * Everything runs in this one thread, the cases in turn; the first rounds warm up and do not count. Time is
 * user and system time of the process, which other work beside it does not add to. The median round counts,
 * with the slowest and fastest beside it. A round that ends in another state ends the benchmark.
 */
import { cpus } from 'node:os';
import { cpuUsage } from 'node:process';
import { createStream, EventHeap } from '@gigafactory/core/base';
import { Hazards, scaleForRate } from '@gigafactory/core/twin';

const TIMERS = [12_500, 100_000];
const EVENTS = 1_000_000;
const WARM_UP = 3;
const ROUNDS = 21;
const MEAN_GAP = 1e9;
const DAY = 86_400;
const NODES = 12_500;
const DAYS = 54;
const CAUSES = 12;
/** Too short for the clock of CPU time, so a round is many of them. */
const FLEETS = 10;
const SET_UPS = 500;

/**
 * @typedef {(heap: EventHeap, time: number, timer: number) => void} SetTimer
 *
 * @typedef {object} Case
 * @property {string} label
 * @property {() => { seconds: number, state: number }} run one round, and where it ends
 * @property {number} perRound events or lives of a round
 * @property {number[]} seconds of each round that counts
 */

/** @type {SetTimer} */
const popAndPush = (heap, time, timer) => {
  heap.pop();
  heap.push(time, 0, timer);
};
/** @type {SetTimer} */
const replace = (heap, time, timer) => {
  heap.replaceTop(time, 0, timer);
};

/** @param {string} label @param {number} timers @param {SetTimer} set @returns {Case} */
function heapCase(label, timers, set) {
  const run = () => {
    const gaps = createStream(7);
    const gap = () => Math.round(gaps.exponential(MEAN_GAP));
    const heap = new EventHeap(timers);
    for (let timer = 0; timer < timers; timer++) heap.push(gap(), 0, timer);
    const seconds = cpuSeconds(() => {
      for (let event = 0; event < EVENTS; event++) set(heap, heap.peekTime() + gap(), heap.peek());
    });
    return { seconds, state: heap.peekTime() };
  };
  return { label, run, perRound: EVENTS, seconds: [] };
}

const stream = createStream('fleet');
const causes = Array.from({ length: CAUSES }, (_, index) => {
  const shape = index % 3 === 0 ? 1 : stream.uniform(0.6, 2);
  const initialAge = stream.uniform(30, 400) * DAY;
  const rate = stream.uniform(0.1, 0.57) / 1000 / DAY;
  const scale = scaleForRate(rate, shape, initialAge, initialAge + DAYS * DAY);
  const nodes = Array.from({ length: 50 }, (_, lemon) => (lemon * 7919) % NODES);
  const lemons = { nodes, factor: 10 };
  return { name: `cause ${index}`, components: NODES, shape, scale, initialAge, lemons };
});

/** Failures of a life of the fleet. @param {number} seed */
function liveFleet(seed) {
  const hazards = new Hazards(causes, createStream(seed));
  let failures = 0;
  for (; hazards.next() <= DAYS * DAY * 1e6; failures++) {
    const { cause, component, time } = hazards.take();
    if (failures % 2 === 0) hazards.renew(cause, component, time);
  }
  return failures;
}

/**
 * @param {string} label
 * @param {number} times
 * @param {(seed: number) => number} once
 * @returns {Case}
 */
function repeatedCase(label, times, once) {
  const run = () => {
    let state = 0;
    const seconds = cpuSeconds(() => {
      for (let seed = 0; seed < times; seed++) state += once(seed);
    });
    return { seconds, state };
  };
  return { label, run, perRound: times, seconds: [] };
}

/** @param {() => void} action */
function cpuSeconds(action) {
  const start = cpuUsage();
  action();
  const { user, system } = cpuUsage(start);
  return (user + system) / 1e6;
}

const heaps = TIMERS.flatMap((timers) => {
  const count = timers.toLocaleString('en');
  return [
    heapCase(`${count} timers, replaced in one pass`, timers, replace),
    heapCase(`${count} timers, popped and pushed`, timers, popAndPush),
  ];
});
const fleet = repeatedCase(`${DAYS} days, ${CAUSES} causes`, FLEETS, liveFleet);
const setUp = repeatedCase('set-up alone', SET_UPS, (seed) => {
  return new Hazards(causes, createStream(seed)).next();
});
const cases = [...heaps, fleet, setUp];

/** @type {Map<Case, number>} */
const states = new Map();
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const each of cases) {
    const { seconds, state } = each.run();
    const before = states.get(each) ?? state;
    if (before !== state) throw new Error(`${each.label}: ended at ${state}, not at ${before}`);
    states.set(each, state);
    if (round >= 0) each.seconds.push(seconds);
  }
}

/** The median, the least and the most. @param {Case} each */
const quantiles = ({ seconds }) => {
  const sorted = seconds.toSorted((a, b) => a - b);
  return [sorted.length >> 1, 0, sorted.length - 1].map((at) => sorted[at] ?? Number.NaN);
};

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, one thread`);
console.log(`${ROUNDS} rounds of ${EVENTS.toLocaleString('en')} events`);
console.log(
  '| heap | million events a CPU-second, median | slowest | fastest |\n|---|---|---|---|',
);
for (const each of heaps) {
  const [median, least, most] = quantiles(each).map((s) => (EVENTS / s / 1e6).toFixed(2));
  console.log(`| ${each.label} | ${median} | ${most} | ${least} |`);
}
console.log(
  `${NODES.toLocaleString('en')} nodes: ${Math.round((states.get(fleet) ?? Number.NaN) / FLEETS)} failures a life`,
);
console.log('| fleet | CPU time, median | fastest | slowest |\n|---|---|---|---|');
for (const each of [fleet, setUp]) {
  const [median, least, most] = quantiles(each).map(
    (s) => `${((1e3 * s) / each.perRound).toFixed(3)} ms`,
  );
  console.log(`| ${each.label} | ${median} | ${least} | ${most} |`);
}
