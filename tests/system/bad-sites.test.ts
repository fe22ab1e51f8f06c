import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { dispatch } from '@gigafactory/core/api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENGINES } from '../../packages/server/src/operate/engines.ts';
import { Plane } from '../../packages/server/src/operate/plane.ts';
import { openStateFolder } from '../../packages/server/src/operate/state-folder.ts';
import type { RunOperation } from '../../packages/server/src/threads/run.ts';
import { IS_SYSTEM } from './needed.mjs';
import { SlurmCluster } from './slurm.mjs';

/** What a site does to runs that it should not, end to end on a real Slurm. */

const PROGRAM = fileURLToPath(
  new URL('../../packages/server/src/engine/gang/program.fixture.mjs', import.meta.url),
);

const run = (async (name, input) => dispatch(name, input)) as RunOperation;

function factory(engine: string): string {
  return `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 24 }
models:
  tiny: { label: Tiny, layers: 2, hidden: 128, heads: 4, kvHeads: 4, headDim: 32, vocab: 1024, ffn: 384, mlpMatrices: 3, embeddingMatrices: 1 }
runs:
  tiny:
    model: tiny
    gpus: 16
    sequenceLength: 128
    globalBatch: 16
    tokens: 100M tokens
    strategy: { tp: 1, pp: 1, cp: 1, microBatch: 1, recompute: none, sharding: none }
    program: { command: [${process.execPath}, ${PROGRAM}], environment: { STEP_MS: 100 } }
engine: { kind: slurm, ${engine}, ranksPerNode: 8 }
operations: { checkpointInterval: 10 s }
`;
}

describe.skipIf(!IS_SYSTEM)('on a site with a real Slurm', () => {
  let cluster: SlurmCluster;
  let home: string;
  let elsewhere: string;
  let plane: Plane;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ nodes: 3 });
  });
  afterAll(() => cluster?.stop());

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'gf-bad-site-'));
    // Of the host alone: nodes see only what they are shown.
    elsewhere = mkdtempSync(join(tmpdir(), 'gf-elsewhere-'));
    const folder = openStateFolder(home);
    if (!folder.ok) throw new Error(folder.problems[0]!.message);
    const holder = { pid: process.pid, startedAt: '', since: '', version: '0' };
    const log = () => {};
    const parts = { folder: folder.value, holder, run, log, lost: log, engines: ENGINES };
    const opened = await Plane.open(parts);
    if (!opened.ok) throw new Error(opened.problems[0]!.message);
    plane = opened.value;
  });
  afterEach(async () => {
    for (const live of plane.runs.live()) await live.order({ kind: 'stop' }, 'the test');
    await until(() => plane.runs.live().length === 0);
    await plane.close();
    rmSync(home, { recursive: true, force: true });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  const start = (engine: string) =>
    plane.runs.start({
      ...{ by: 'ada', file: join(home, 'tiny.yaml'), text: factory(engine) },
      environment: cluster.env,
    });

  const detail = () => {
    const found = plane.runs.find('tiny');
    if (!found.ok) throw new Error(found.problems[0]!.message);
    return found.value.detail();
  };
  const told = async () => {
    const found = plane.runs.find('tiny');
    return found.ok ? found.value.folder.read('events.ndjson')! : '';
  };

  it('a partition that is too small is refused, and nothing is submitted', async () => {
    const started = await start(`partition: small, nodes: 2, shared: ${cluster.shared}`);
    expect(started).toMatchObject({ ok: false, problems: [{ code: 'engine.tooFew' }] });
    if (!started.ok) expect(started.problems[0]!.message).toContain('partition small has 1 (n0)');
    expect(await cluster.ask('squeue', '--noheader')).toBe('');
    expect(readdirSync(cluster.shared)).toEqual([]);
  });

  it('a shared folder that is not shared is said to be so', async () => {
    expect((await start(`partition: gpu, nodes: 2, shared: ${elsewhere}`)).ok).toBe(true);
    await until(async () => /not the (same )?folder|not shared|does not see|78/.test(await told()));
    expect(detail().progress.step).toBe(0);
  });
});

/** Waits for a condition, however busy the machine is. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Never: ${condition}`);
    await sleep(200);
  }
}
