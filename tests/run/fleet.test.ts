import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServiceDetail } from '@gigafactory/core/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weightsHash } from '../../scripts/lib/chaos/checkpoints.mjs';
import { differingSteps, readRecords } from '../../scripts/lib/chaos/records.mjs';
import { Rig, waitFor } from '../../scripts/lib/chaos/rig.mjs';

/* A training run and a service of one file, by the command line: the service takes its nodes, and nothing is lost. */

const SERVER = fileURLToPath(
  new URL('../../packages/server/src/operate/services/server.fixture.mjs', import.meta.url),
);
const PATIENCE_MS = 400_000;
/** Enough that it still trains when the command `serve` has started, on a busy machine too. */
const STEPS = 150;

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-fleet-'));
  file = join(folder, 'fleet.yaml');
  const argv = [process.execPath, SERVER, '--host', '{host}', '--port', '{port}', '--model', 'm'];
  writeFileSync(
    file,
    `gigafactory: 1
hardware:
  gpu: { use: h100-sxm, bf16: 0.05 TFLOP/s, memoryBandwidth: 10 GB/s }
  node: { use: dgx-h100, gpusPerNode: 1 }
fleet: { gpus: 2 }
operations: { checkpointInterval: 10 s, detectTime: 1 s, recoveryTime: 3 s, hangTime: 60 s }
resilience: { recovery: spare, replicas: 1 }
models:
  small: { layers: 2, hidden: 96, heads: 4, kvHeads: 2, headDim: 24, vocab: 384, ffn: 256, mlpMatrices: 3, embeddingMatrices: 1 }
engine: { kind: local, nodes: 2, ranksPerNode: 1, keepCheckpoints: 1000 }
runs:
  train:
    model: small
    gpus: 2
    priority: 1
    tokens: ${STEPS * 8 * 64}
    sequenceLength: 64
    globalBatch: 8
    strategy: { tp: 1, pp: 1, microBatch: 2 }
    program: { command: [gigafactory-trainer] }
services:
  answer:
    gpus: 1
    gpusPerReplica: 1
    priority: 2
    program: { kind: command, model: m, command: ${JSON.stringify(argv)}, drainWithin: 10 s }
`,
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

async function until<T>(find: () => Promise<T | undefined | false>): Promise<T> {
  const found = await waitFor(find, PATIENCE_MS);
  if (!found) throw new Error('it never came to that');
  return found;
}

/** What a run is found to have trained, once it is over. */
async function outcomeOf(rig: Rig) {
  await until(async () => {
    const detail = await rig.detail('train');
    if (detail?.state === 'failed') throw new Error(detail.reason);
    return detail?.state === 'finished';
  });
  const checkpoints = rig.checkpointsOf('train');
  const last = readdirSync(checkpoints).sort().at(-1) ?? '';
  const { steps } = readRecords(rig.logs('train'));
  return { steps, weights: weightsHash(join(checkpoints, last)) };
}

describe('a run and a service of one file', () => {
  it('lose nothing to each other, though the control plane is killed between', async () => {
    const calm = new Rig();
    await calm.command('run', file, '--yes', '-d');
    const undisturbed = await outcomeOf(calm).finally(() => calm.end());

    const rig = new Rig();
    try {
      await rig.command('run', file, '--yes', '-d');
      await until(async () => ((await rig.detail('train'))?.progress.step ?? 0) >= 5);
      await rig.command('serve', file, '--yes');
      const waiting = await rig.detail('train');
      expect(waiting).toMatchObject({ phase: 'waiting', unit: 'answer+train' });
      expect(waiting?.attempts[0]?.why).toContain('gives its nodes to answer.0');
      for (const { pid } of rig.table.read().controls) process.kill(pid, 'SIGKILL');
      const why = await until(async () => {
        const now = JSON.parse(await rig.command('why', 'answer', '--json')) as ServiceDetail;
        return now.ready === 1 && now;
      });
      expect(why.replicas).toMatchObject([{ state: 'ready', attempt: 1 }]);
      expect(why.took).toMatchObject([{ replica: 'answer.0', run: 'train' }]);
      expect(await rig.command('why', 'answer')).toContain('answer.0 took the nodes of train');
      const { step } = (await rig.detail('train'))!.progress;
      await rig.command('stop', 'answer', '--yes');
      await until(async () => ((await rig.detail('train'))?.progress.step ?? 0) > step);
      const disturbed = await outcomeOf(rig);
      expect(differingSteps(undisturbed.steps, disturbed.steps)).toEqual([]);
      expect(disturbed.steps.length).toBe(undisturbed.steps.length);
      expect(disturbed.weights).toBe(undisturbed.weights);
      expect((await rig.detail('train'))?.attempts).toHaveLength(2);
      expect(await rig.command('journal', 'train')).toContain('"run":"answer.0"');
      expect(await rig.leftOver()).toEqual([]);
    } finally {
      await rig.end();
    }
  }, 900_000);
});
