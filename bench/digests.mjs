/**
 * The fleet of `supervisor.bench.mjs`, as a process of its own: a connection for each node to the socket named,
 * and every ten seconds a line on it that says how the node and its eight ranks are. The nodes take turns, so
 * that lines come all the time. `NODE` on standard input makes that node report a failure from its next line on,
 * and `-NODE` makes it well again.
 */
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const [, , socket = '', count = '0'] = process.argv;
const NODES = Number(count);
const PERIOD_MS = 10_000;
const TICK_MS = 20;
const failed = new Set();

/** @type {import('node:net').Socket[]} */
const links = [];
for (let node = 0; node < NODES; node++) {
  const link = connect(socket);
  links.push(link);
  if (node % 100 === 99) await new Promise((resolve) => link.once('connect', resolve));
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const node = Number(line);
  if (line.startsWith('-')) failed.delete(-node);
  else failed.add(node);
});
process.stdin.on('end', () => process.exit(0));
process.stdout.write('connected\n');

const from = performance.now();
let sent = 0;
setInterval(() => {
  const due = Math.floor(((performance.now() - from) / PERIOD_MS) * NODES);
  for (; sent < due; sent++) links[sent % NODES]?.write(digestOf(sent % NODES));
}, TICK_MS);

/** @param {number} node */
function digestOf(node) {
  const step = Math.floor((performance.now() - from) / 5000);
  const ranks = Array.from({ length: 8 }, (_, gpu) => ({
    ...{ rank: 8 * node + gpu, step, memory: 71_234_567_890, temperature: 61 + (gpu % 4) },
  }));
  const health = failed.has(node) ? 'failed' : 'ok';
  return `${JSON.stringify({ node, at: Date.now(), health, ranks })}\n`;
}
