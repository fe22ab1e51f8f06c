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

/**
 * @type {[label: string, name: 'plan' | 'strategies', file: string, edits?: Record<string, string>][]}
 */
const tasks = [
  ['plan, 100,000 GPUs', 'plan', FACTORY],
  ['plan after an edit', 'plan', FACTORY, { 'site.pue': '1.2' }],
  ['plan, 1,016 GPUs', 'plan', 'one-pod'],
  ['strategies, 98,304 GPUs', 'strategies', FACTORY],
];

const bench = new Bench({ time: 2000, iterations: 10, warmupTime: 500, warmupIterations: 3 });
for (const [label, name, file, edits = {}] of tasks) {
  let input = { text: '', edits };
  const beforeEach = () => {
    input = { text: anotherText(file), edits };
  };
  bench.add(label, () => call(name, input), { beforeEach });
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
