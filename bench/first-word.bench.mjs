/**
 * How soon an answer of this machine's own model begins: 24 questions over HTTP to a real `gigafactory up`, each in a new chat,
 * in 5 rounds one after another, so that what else the machine does falls on all alike. Run by
 * `npx tsc -b && node bench/first-word.bench.mjs [ROUNDS]`.
 *
 * From sending the question to having, over the followed stream, the first event (`by`), the call that was understood and the
 * first word; medians of the medians of the questions, with the least and the most. CPU time is that of all threads of `up`.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { askAndFollow, startUp } from './up-process.mjs';

const ROUNDS = Number(process.argv[2] ?? 5);
const FILE = 'examples/gigafactory-of-compute.yaml';
const QUESTIONS = [
  'what does the network draw?',
  'what does the facility draw?',
  'why is the facility power that high?',
  'what does the whole thing cost?',
  'how many nodes do we need?',
  'when does grok-3 end?',
  'how long does grok-3 take?',
  'what is the pue?',
  'how many GPUs fail in a day?',
  'how much is an H100?',
  'what if we had 50,000 GPUs?',
  'what if the pue were 1.1?',
  'what if electricity cost 4 cents?',
  'and with B200s?',
  'try a batch of 2048 for grok-3',
  'what are the best strategies for grok-3?',
  'show the top 3 strategies',
  'is the file all right?',
  'how many switches are there?',
  'what is the step time?',
  'what is the MFU of grok-3?',
  'how much memory does a GPU need?',
  'who won the world cup?',
  'how do I make a key for the gateway?',
];

const text = readFileSync(new URL(`../${FILE}`, import.meta.url), 'utf8');
const factory = { text, file: 'gigafactory-of-compute.yaml' };
const up = await startUp({ file: FILE, port: 4790, answerer: 'embedded' });
/** @type {Map<string, Record<'by' | 'call' | 'text' | 'cpu', number>[]>} */
const measured = new Map(QUESTIONS.map((question) => [question, []]));
try {
  // What is loaded by the first question of all is not the subject.
  for (const question of QUESTIONS.slice(0, 2)) await ask(question);
  for (let round = 0; round < ROUNDS; round++)
    for (const question of QUESTIONS) measured.get(question)?.push(await ask(question));
} finally {
  await up.close();
}

const load = loadavg().map((each) => each.toFixed(1));
console.log(`Node ${process.version}, ${cpus().length} cores, load ${load.join(' ')}`);
for (const kind of /** @type {const} */ (['by', 'call', 'text', 'cpu'])) {
  const medians = QUESTIONS.map((question) =>
    medianOf((measured.get(question) ?? []).map((each) => each[kind])),
  );
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  const numbers = [medianOf(medians), least, most].map((each) => each.toFixed(0));
  console.log(`${kind.padEnd(5)} median ${numbers[0]} ms, ${numbers[1]} to ${numbers[2]} ms`);
}
if (process.argv.includes('--each'))
  for (const [question, all] of measured) {
    const of = (/** @type {'call' | 'text' | 'cpu'} */ kind) =>
      medianOf(all.map((each) => each[kind])).toFixed(0);
    console.log(`${of('call')} ${of('text')} ${of('cpu')}  ${question}`);
  }

/** @param {string} question */
async function ask(question) {
  const at = { by: Number.NaN, call: Number.NaN, text: Number.NaN, cpu: 0 };
  const cpu = up.cpu();
  const began = performance.now();
  await askAndFollow(up, { text: question, parent: null, factory }, ({ kind }) => {
    if (kind === 'by' || kind === 'call' || kind === 'text')
      at[kind] = Number.isNaN(at[kind]) ? performance.now() - began : at[kind];
  });
  at.cpu = (up.cpu() - cpu) * 1000;
  return at;
}

/** @param {number[]} numbers */
function medianOf(numbers) {
  const sorted = numbers.filter((each) => !Number.isNaN(each)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
