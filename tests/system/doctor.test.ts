import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { type Examined, examine, toolsHere } from '@gigafactory/server/doctor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_SYSTEM } from './needed.mjs';
import { SlurmCluster } from './slurm.mjs';

const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 24 }
runs:
  sft:
    model: llama3-8b
    gpus: 16
    tokens: 1B
    globalBatch: 16
    sequenceLength: 128
    program: { command: [/bin/sh, -c, 'exit 0'] }
`;

/** What a doctor finds of this cluster by a file with this engine. */
async function findings(cluster: SlurmCluster, engine: string, tries = false) {
  const text = `${TEXT}engine: { kind: slurm, ${engine} }\n`;
  const desired = await dispatch('desired', { text, file: 'sft.yaml' });
  if (!desired.ok) throw new Error(JSON.stringify(desired.problems));
  const parts: Examined[] = [];
  const env = { ...process.env, ...cluster.env };
  const run = { desired: desired.value, file: '/srv/sft.yaml' };
  for await (const part of examine({ env, run, mayTry: async () => tries }, toolsHere())) {
    parts.push(part);
  }
  const all = parts.flatMap((part) => part.findings);
  const of = (code: string) => all.find((each) => each.code === code);
  return { parts, all, of, bad: all.filter(({ verdict }) => verdict === 'broken') };
}

describe.skipIf(!IS_SYSTEM)('a doctor of a real Slurm', () => {
  let cluster: SlurmCluster;
  let elsewhere: string;
  beforeAll(async () => {
    cluster = await SlurmCluster.start({});
    // On the host a folder, and on the nodes none: they see only what they are shown.
    elsewhere = mkdtempSync(join(tmpdir(), 'gf-elsewhere-'));
  });
  afterAll(async () => {
    await cluster.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it('finds all well, and nodes that read and write the shared folder', async () => {
    const place = `partition: gpu, nodes: { pattern: "n[0-7]" }, shared: ${cluster.shared}`;
    const { parts, bad, of } = await findings(cluster, place, true);
    expect(bad).toEqual([]);
    expect(parts.map(({ part }) => part)).toEqual([
      'This machine',
      'Shared folder',
      'Slurm',
      'Nodes',
    ]);
    expect(of('nodes.shared')).toMatchObject({ verdict: 'ok' });
    expect(of('nodes.clock')).toMatchObject({ verdict: 'ok' });
    expect(of('nodes.program')).toMatchObject({ verdict: 'ok' });
    expect(readdirSync(cluster.shared).filter((name) => name.startsWith('.doctor'))).toEqual([]);
  });

  it('finds a partition that is too small, and one that is not there', async () => {
    const small = await findings(cluster, `partition: small, nodes: 2, shared: ${cluster.shared}`);
    expect(small.bad).not.toEqual([]);
    const none = await findings(cluster, `partition: gqu, nodes: 2, shared: ${cluster.shared}`);
    expect(none.bad).not.toEqual([]);
    expect(none.bad[0]!.found).toContain('no partition gqu');
  });

  it('finds a shared folder that is not shared', async () => {
    const place = `partition: gpu, nodes: { pattern: "n[0-1]" }, shared: ${elsewhere}`;
    const { of, bad } = await findings(cluster, place, true);
    expect(bad).toMatchObject([{ code: 'nodes.notShared' }]);
    expect(of('nodes.notShared')!.found).toContain('n0 and n1 wrote nothing into');
  });

  it('finds no Slurm', async () => {
    cluster.killController();
    const place = `partition: gpu, nodes: 2, shared: ${cluster.shared}`;
    const { bad } = await findings(cluster, place);
    expect(bad).not.toEqual([]);
    await cluster.startController();
  });
});
