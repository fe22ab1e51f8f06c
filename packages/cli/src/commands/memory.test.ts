import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const FILE = 'examples/one-pod.yaml';

const run: RunOperation = async (name, input) => dispatch(name, input);

function gigafactory(argv: readonly string[]) {
  return runMain(argv, { cwd: ROOT, run });
}

describe('memory', () => {
  const pinned = ['--set', 'runs.pretrain.strategy={tp: 1, pp: 1, sharding: zero1}'];

  it('refuses a run that the file does not have', async () => {
    const { code, err } = await gigafactory(['memory', FILE, '--run', 'pretraim']);
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean "pretrain"?')]);
  });

  it('shows every stage of a run that fits', async () => {
    const { code, out } = await gigafactory(['memory', FILE]);
    expect(code).toBe(0);
    expect(out).toMatch(/fits +yes, [\d.]+ GB left/);
    expect(out).toMatch(/ stage +layers .* logits +reserve +total\n +0 .* fullest\n +1 /);
  });

  it('exits with 1 for a run that does not fit, and says what would', async () => {
    const { code, out } = await gigafactory(['memory', FILE, ...pinned]);
    expect(code).toBe(1);
    expect(out).toMatch(/fits +no, [\d.]+ [GT]B too much/);
    expect(out).toMatch(/What would fit\n {2}[\d.]+ GB, .* a step: --set runs\.pretrain\./);
    const { out: json } = await gigafactory(['memory', FILE, ...pinned, '--json']);
    const { fits, limit, total, over, stages, nearest } = JSON.parse(json);
    expect([fits, over]).toEqual([false, total - limit]);
    expect([stages.length, nearest.length]).toEqual([1, 3]);
  });

  it.each(['plan', 'explain', 'strategies'])(
    'makes %s say how much memory is missing',
    async (command) => {
      const { code, out, err } = await gigafactory([command, FILE, ...pinned]);
      expect(code).toBe(2);
      expect(out).toMatch(command === 'plan' ? /^Planned without run pretrain/ : /^$/);
      expect(err).toMatch(/ more than its 85\.5 GB\. It would hold gradients [\d.]+ GB, /);
      expect(
        err.match(/^ {2}[\d.]+ GB, .* a step: --set runs\.pretrain\.strategy\./gm),
      ).toHaveLength(3);
    },
  );
});
