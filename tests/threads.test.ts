import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** What only the build can show, in a process of its own: sources answer in the thread that asks. */
const PROGRAM = `
import { layOut } from '@gigafactory/trainer/decoder';
import { serveHere, serveInThreads } from '@gigafactory/grok/servers';

const shape = { layers: 1, hidden: 16, heads: 2, kvHeads: 1, headSize: 8, feedForward: 24, vocabulary: 257, tied: true };
const layout = layOut(shape);
const weights = Float32Array.from({ length: layout.size }, (_, at) => Math.sin(at * at));
const bytesOf = (token) => token === 0 ? new Uint8Array() : Uint8Array.of(token - 1);
const model = { name: 'sines', shape, sequence: 64, layout, weights, vocabulary: { size: 257, end: 0, bytesOf } };
const [here, threads] = [(await serveHere(model)).value, (await serveInThreads(model, { threads: 2 })).value];

async function collect(server, signal) {
  const tokens = [];
  try {
    const grammar = { repeat: { characters: [[97, 122]] }, least: 20 };
    for await (const token of server.generate({ prompt: [1], mostTokens: 40, grammar }, signal)) tokens.push(token);
  } catch (error) {
    return error.problem.code;
  }
  return tokens.join();
}

const answers = await Promise.all(Array.from({ length: 9 }, () => collect(threads)));
const stop = new AbortController();
const stopped = collect(threads, stop.signal);
stop.abort();
console.log(JSON.stringify({
  expected: await collect(here),
  answers,
  stopped: await stopped,
  scores: [await here.score([1, 2, 3]), await threads.score([1, 2, 3])].map((each) => [...each]),
}));
// Idle threads let the process end.
`;

describe('threads that serve a model', () => {
  it('say what serving in this thread says, stop, and let the process end', () => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', PROGRAM],
      { encoding: 'utf8', timeout: 60_000 },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { expected, answers, stopped, scores } = JSON.parse(stdout);
    expect(expected.split(',').length).toBeGreaterThan(10);
    expect(answers).toEqual(Array(9).fill(expected));
    expect(stopped).toBe('generation.cancelled');
    expect(scores[1]).toEqual(scores[0]);
  });
});
