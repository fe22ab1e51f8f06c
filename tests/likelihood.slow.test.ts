import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createStream } from '@gigafactory/core/base';
import type { Model } from '@gigafactory/grok/model';
import { type ModelServer, serveByLlama, serveHere } from '@gigafactory/grok/servers';
import { type DecoderShape, layOut, toConfig } from '@gigafactory/trainer/decoder';
import { END_OF_TEXT, learnMerges, Tokenizer } from '@gigafactory/trainer/tokenizer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createGradientEngine } from '../packages/trainer/src/train/index.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SEQUENCE = 128;
const WINDOWS = 8;

const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
const tokenizer = new Tokenizer(learnMerges([text], 512));

/** Four layers of 128: 803,968 parameters. */
const NANO: DecoderShape = {
  layers: 4,
  hidden: 128,
  heads: 4,
  kvHeads: 2,
  headSize: 32,
  feedForward: 352,
  vocabulary: tokenizer.size,
  tied: true,
};

/** Weights as wide as after training: at first all logits are nearly equal, and any mistake would hide. */
function wideModel(): Model {
  const layout = layOut(NANO);
  const random = createStream('wide');
  const weights = new Float32Array(layout.size);
  for (const { name, offset, size } of layout.weights) {
    const isNorm = name.endsWith('norm.weight');
    for (let at = offset; at < offset + size; at++)
      weights[at] = isNorm ? 0.5 + random.next() : (random.next() - 0.5) * 0.3;
  }
  const config = toConfig(NANO, SEQUENCE);
  return { shape: NANO, sequence: SEQUENCE, layout, weights, tokenizer, config };
}

const model = wideModel();
const tokens = tokenizer.encode(text);
const windows = Array.from({ length: WINDOWS }, (_, window) =>
  tokens.slice(window * 150, window * 150 + SEQUENCE + 1),
);

/** Mean over a window, nats per token. */
async function losses(server: ModelServer): Promise<number[]> {
  onTestFinished(() => server.close());
  const all: number[] = [];
  for (const window of windows) {
    const scores = await server.score(window);
    all.push(-scores.reduce((sum, score) => sum + score, 0) / scores.length);
  }
  return all;
}

async function embedded(): Promise<number[]> {
  const bytesOf = (token: number) => tokenizer.bytesOf(token);
  const vocabulary = { size: tokenizer.size, end: END_OF_TEXT, bytesOf };
  const served = await serveHere({ name: 'nano', ...model, vocabulary });
  if (!served.ok) throw new Error(served.problems[0]!.message);
  return losses(served.value);
}

/** Installed here, or in the folder that GIGAFACTORY_LLAMA names. */
const LLAMA = join(
  process.env['GIGAFACTORY_LLAMA'] ?? ROOT,
  'node_modules/node-llama-cpp/dist/index.js',
);
const SKIPPED = existsSync(LLAMA)
  ? ''
  : ' (skipped: node-llama-cpp is not installed, see docs/serving.md)';

describe('the negative log-likelihood of a window', () => {
  it('is to four decimals what the trainer computes', async () => {
    const engine = await createGradientEngine(NANO, { microBatch: 1, sequence: SEQUENCE });
    onTestFinished(() => engine.dispose());
    engine.load(model.weights);
    const trained = windows.map((window) => engine.loss(Int32Array.from(window)));
    for (const [at, loss] of (await embedded()).entries())
      expect(loss).toBeCloseTo(trained[at]!, 4);
    // Far from that of equal logits.
    expect(Math.abs(trained[0]! - Math.log(NANO.vocabulary))).toBeGreaterThan(0.1);
  });

  it.skipIf(SKIPPED)(`is to four decimals what llama.cpp computes${SKIPPED}`, async () => {
    const served = await serveByLlama('nano', model, { module: pathToFileURL(LLAMA).href });
    if (!served.ok) throw new Error(served.problems[0]!.message);
    const theirs = await losses(served.value);
    for (const [at, loss] of (await embedded()).entries()) expect(loss).toBeCloseTo(theirs[at]!, 4);
  });
});
