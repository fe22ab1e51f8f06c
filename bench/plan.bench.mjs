/**
 * How long planning and searching take; needs a built core (`npx tsc -b packages/core`).
 *
 * Method: tinybench calls each operation through `dispatch`, as the console and the server do, from the
 * text of the file, which is another one each time (`anotherText`, outside the measured part): nothing
 * that was kept of an earlier answer helps. Warm-up first, then repeated for at least two seconds and ten
 * times, in one process on one thread. The median counts; the 99th percentile shows the noise of the
 * machine.
 */
import { cpus } from 'node:os';
import { dispatch } from '@gigafactory/core/api';
import { Bench } from 'tinybench';
import { anotherText } from './another-text.mjs';

const FACTORY = 'gigafactory-of-compute';

/**
 * An operation that must succeed: a benchmark of a refusal would be fast and worthless.
 *
 * @template {import('@gigafactory/core/api').OperationName} Name
 * @param {Name} name
 * @param {import('@gigafactory/core/api').Operations[Name]['input']} input
 */
function call(name, input) {
  const answer = dispatch(name, input);
  if (!answer.ok) throw new Error(answer.problems.map(({ message }) => message).join('\n'));
  return answer.value;
}

/** Five scenarios beside the base; of a sweep a tenth of 200 points, which would take seconds a run. */
const FIVE = ['1.06', '1.1', '1.2', '1.3', '1.4'].map((pue) => ({
  name: `PUE ${pue}`,
  edits: { 'site.pue': pue },
}));
const TWENTY = {
  over: [{ path: 'site.pue', from: '1.05', to: '1.4' }],
  steps: 20,
  figures: ['power.facility'],
};
const GRID = { requirement: 'Fits the 150 MW', over: 'site.pue' };

/**
 * @type {[label: string, name: 'plan' | 'strategies' | 'compare' | 'sweep' | 'seek', file: string, given?: object][]}
 */
const tasks = [
  ['plan, 100,000 GPUs', 'plan', FACTORY],
  ['plan after an edit', 'plan', FACTORY, { edits: { 'site.pue': '1.2' } }],
  ['plan, 1,016 GPUs', 'plan', 'one-pod'],
  ['strategies, 98,304 GPUs', 'strategies', FACTORY],
  ['compare with five scenarios, 100,000 GPUs', 'compare', FACTORY, { with: FIVE }],
  ['sweep of 20 points, 100,000 GPUs', 'sweep', FACTORY, TWENTY],
  ['seek the PUE of a claim, 100,000 GPUs', 'seek', FACTORY, GRID],
];

const bench = new Bench({ time: 2000, iterations: 10, warmupTime: 500, warmupIterations: 3 });
for (const [label, name, file, given = {}] of tasks) {
  let text = '';
  const beforeEach = () => {
    text = anotherText(file);
  };
  // What is given belongs to the operation of its row, which the compiler cannot pair.
  const input = () => /** @type {never} */ ({ text, ...given });
  bench.add(label, () => call(name, input()), { beforeEach });
}

const { evaluated, rejected } = call('strategies', { text: anotherText(FACTORY) });
const turnedAway = Object.values(rejected).reduce((sum, count) => sum + count, 0);
console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, one thread`);
console.log(`search: ${evaluated} strategies evaluated, ${turnedAway} turned away`);

await bench.run();
console.log('| operation | median, ms | p99, ms | runs |\n|---|---|---|---|');
for (const { name, result } of bench.tasks) {
  if (!('latency' in result)) throw new Error(`${name} did not run: ${result.state}`);
  const { p50, p99, samplesCount } = result.latency;
  console.log(`| ${name} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${samplesCount} |`);
}
