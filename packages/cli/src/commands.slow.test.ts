import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { runMain } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = 'examples/one-pod.yaml';

const gigafactory = (argv: readonly string[]) =>
  runMain(argv, { cwd: ROOT, run: async (name, input) => dispatch(name, input) });

describe('optimise', () => {
  const argv = ['optimise', FILE, '--days', '10', '--lives', '10'];

  it('prints the best, what cannot be told from it, and the worse, within the width', async () => {
    const { code, out } = await gigafactory([...argv, '--over', 'recovery, spares']);
    expect(code).toBe(0);
    expect(out).toContain('judged by cost of a useful GPU-hour');
    expect(out).toMatch(/^Best\n +recovery +spares +ETTR/m);
    expect(out).toContain('as in the file');
    expect(out).toContain('Holm');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('requirements on the twin', () => {
  const FILE = 'examples/gpt3-175b-4096-a100.yaml';
  const bound = (limit: string) => ['--set', `requirements.1.atMost=${limit}`];

  it.each(['plan', 'check'])(
    'are judged by simulated lives and decide the exit code of %s',
    async (command) => {
      const holds = await gigafactory([command, FILE, '--json', '--threads', '1']);
      expect(holds.code).toBe(0);
      const [ofPlan, ofTwin] = JSON.parse(holds.out).requirements;
      expect(ofPlan).toMatchObject({ source: 'plan', verdict: 'unknown' });
      expect(ofTwin).toMatchObject({ source: 'twin', percentile: 90, verdict: 'holds' });
      const fails = await gigafactory([command, FILE, '--threads', '1', ...bound('5 d')]);
      expect(fails.code).toBe(1);
      expect(fails.out).toMatch(/✗ fails .*Nine times in ten/);
      expect(fails.out.replaceAll(/\s+/g, ' ')).toContain('P90 of 200 lives is');
    },
  );
});

describe('backtest', () => {
  it('sums up by stratum, source and stack, with rank and coverage, in 100 columns', async () => {
    const runs = 'validation/training-runs/measured.csv';
    const { code, out } = await gigafactory(['backtest', '--runs', runs]);
    expect(code).toBe(0);
    for (const part of [
      'H100 dense bf16',
      'InternEvo',
      'torchtitan',
      'tau-b',
      'in 95',
      'because',
    ]) {
      expect(out).toContain(part);
    }
    expect(out).not.toMatch(/NaN|undefined/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const json = await gigafactory(['backtest', '--runs', runs, '--json']);
    expect(JSON.parse(json.out).all.newSource.rows).toBeGreaterThan(0);
  });
});
