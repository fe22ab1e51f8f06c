import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from './io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = 'examples/one-pod.yaml';
const run: RunOperation = async (name, input) => dispatch(name, input);
const gigafactory = (argv: readonly string[]) => runMain(argv, { cwd: ROOT, run });

describe('a GPU in the node of another', () => {
  const mixed = [FILE, '--set', 'hardware.gpu=b200-sxm'];

  it('is refused, with edits to copy that fix it', async () => {
    const { code, out, err } = await gigafactory(['check', ...mixed]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const [message, ...edits] = err.trimEnd().split('\n');
    expect(message).toMatch(/^examples\/one-pod\.yaml:\d+:\d+ hardware\.node: .*dgx-b200/);
    expect(edits).toEqual([
      '  Fix: Take the kit of b200-sxm',
      '    --set hardware.node=dgx-b200 --set hardware.rack=superpod-b200',
      '  Fix: Go back to h100-sxm',
      '    --set hardware.gpu=h100-sxm',
    ]);
  });

  it('is quoted so that a shell passes on what is meant', async () => {
    const { err } = await gigafactory(['check', FILE, '--set', 'hardware.gpu=a800-sxm-80gb']);
    expect(err).toContain("  --set 'hardware.node={use: dgx-a100, gpu: a800-sxm-80gb}'\n");
  });

  it('can be planned with these edits', async () => {
    const refused = await gigafactory(['check', ...mixed, '--json']);
    expect(refused.code).toBe(2);
    const [problem] = JSON.parse(refused.out).problems;
    expect(problem).toMatchObject({ code: 'hardware.kit', path: 'hardware.node' });
    const edits = Object.entries(problem.edits).flatMap((edit) => ['--set', edit.join('=')]);
    const { code, out } = await gigafactory(['plan', ...mixed, ...edits, '--json']);
    expect(code).toBe(1); // More than the 2 MW that the file claims.
    expect(JSON.parse(out).fleet.gpusOf).toEqual({ 'b200-sxm': 1016 });
  });
});
