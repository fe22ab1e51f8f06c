import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The rank in PyTorch beside the one in jax-js: the same job, checkpoint and lessons, of which most tokens are not asked. */

const TRAINER = fileURLToPath(new URL('../packages/grok/bin/grok-trainer.js', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../packages/trainer/pytorch/train.py', import.meta.url));
const PYTHON = process.env['GIGAFACTORY_PYTHON'] || 'python3';
const hasPyTorch = spawnSync(PYTHON, ['-c', 'import numpy, torch']).status === 0;
const JOB = {
  ...{ format: 'gigafactory-job', version: 1, run: 'tiny' },
  model: {
    ...{ layers: 2, hidden: 16, heads: 4, kvHeads: 2, headDim: 4, ffn: 24, vocab: 700 },
    ...{ tied: true },
  },
  ...{ sequenceLength: 128, globalBatch: 4, microBatch: 2, steps: 6, seed: 5 },
};
const PATIENCE_MS = 600_000;
const folder = mkdtempSync(join(tmpdir(), 'gigafactory-pytorch-'));
const job = join(folder, 'job.json');
const prepared = join(folder, 'prepared');
const samples = join(prepared, 'samples.i32');
let outputs = 0;

interface Ended {
  readonly code: number | null;
  readonly errors: string;
  readonly losses: readonly number[];
  readonly checkpoints: string;
}

function train(command: readonly string[], environment: Record<string, string> = {}): Ended {
  const [program = '', ...rest] = command;
  const checkpoints = join(folder, `out-${outputs++}`);
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    // A pipe would be taken for that of an agent that is gone.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env['PATH'], GIGAFACTORY_JOB: job, GIGAFACTORY_CHECKPOINTS: checkpoints },
      ...{ GIGAFACTORY_RESUME: join(prepared, 'step-00000000'), GIGAFACTORY_SAMPLES: samples },
      ...environment,
    },
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  const losses = lines.map((line) => JSON.parse(line).loss).filter((loss) => loss !== undefined);
  return { code: status, errors: stderr, losses, checkpoints };
}

function expectLosses(found: readonly number[], expected: readonly number[], within: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [step, loss] of found.entries())
    expect(Math.abs(loss - expected[step]!), `step ${step + 1}`).toBeLessThan(within);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!hasPyTorch)(
  'train.py (skipped unless python3, or GIGAFACTORY_PYTHON, has PyTorch and NumPy)',
  { timeout: PATIENCE_MS },
  () => {
    let inJax: Ended;

    beforeAll(() => {
      writeFileSync(job, JSON.stringify(JOB));
      const options = ['--prepare', prepared];
      const made = train([process.execPath, TRAINER, ...options], { GIGAFACTORY_RESUME: '' });
      expect([made.code, made.errors]).toEqual([0, '']);
      inJax = train([process.execPath, TRAINER]);
      expect(inJax.losses).toHaveLength(JOB.steps);
    }, PATIENCE_MS);

    it('refuses a token beyond the vocabulary as bad data', () => {
      const spoilt = join(folder, 'spoilt.i32');
      cpSync(samples, spoilt);
      const bytes = readFileSync(spoilt);
      bytes.writeInt32LE(-1 - 700, 40);
      writeFileSync(spoilt, bytes);
      const { code, errors } = train([PYTHON, SCRIPT], { GIGAFACTORY_SAMPLES: spoilt });
      expect([code, errors]).toEqual([76, expect.stringContaining('has token 700 of 700')]);
    });

    it('has the losses of jax-js, and each goes on from the checkpoint of the other', () => {
      const whole = train([PYTHON, SCRIPT], { GIGAFACTORY_CHECKPOINT_EVERY: '3' });
      expect([whole.code, whole.errors]).toEqual([0, '']);
      expectLosses(whole.losses, inJax.losses, 1e-4);
      const half = { GIGAFACTORY_RESUME: join(whole.checkpoints, 'step-00000003') };
      expectLosses(train([process.execPath, TRAINER], half).losses, inJax.losses.slice(3), 1e-4);
      expectLosses(train([PYTHON, SCRIPT], half).losses, whole.losses.slice(3), 1e-5);
    });

    it('has nearly the same losses in bf16', () => {
      const mixed = train([PYTHON, SCRIPT], { TRAINER_BF16: '1' });
      expect(mixed.code).toBe(0);
      expectLosses(mixed.losses, inJax.losses, 0.02);
      expect(mixed.losses).not.toEqual(inJax.losses);
    });

    it('counts padding for nothing, and a micro-batch of padding alone as a loss of zero', () => {
      const empty = join(folder, 'empty.i32');
      const bytes = readFileSync(samples);
      const microBatch = 4 * JOB.microBatch * (JOB.sequenceLength + 1);
      for (let at = 0; at < microBatch; at += 4) bytes.writeInt32LE(-1, at);
      writeFileSync(empty, bytes);
      const padded = train([PYTHON, SCRIPT], { GIGAFACTORY_SAMPLES: empty });
      expect(padded.code).toBe(0);
      // The other micro-batch of the first step is as it was, and at first all losses are alike.
      expect(padded.losses[0]).toBeGreaterThan(0.45 * inJax.losses[0]!);
      expect(padded.losses[0]).toBeLessThan(0.55 * inJax.losses[0]!);
      expect(padded.losses.every(Number.isFinite)).toBe(true);
    });

    it('comes to the same losses as two ranks', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      const address = server.address();
      if (typeof address !== 'object' || !address) throw new Error('no port');
      await new Promise((resolve) => server.close(resolve));
      const both = `RANK=0 "$0" "$1" & RANK=1 "$0" "$1" > /dev/null; two=$?; wait $!; exit $(($? + two))`;
      const two = train(['sh', '-c', both, PYTHON, SCRIPT], {
        ...{ WORLD_SIZE: '2', MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(address.port) },
      });
      expect([two.code, two.losses.length]).toEqual([0, JOB.steps]);
      expectLosses(two.losses, inJax.losses, 1e-4);
    });
  },
);
