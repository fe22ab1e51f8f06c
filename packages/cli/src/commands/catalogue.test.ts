import { dispatch } from '@gigafactory/core/api';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

describe('catalogue', () => {
  it('lists the kinds, and where their names go', async () => {
    const { code, out } = await runMain(['catalogue'], { run });
    expect(code).toBe(0);
    expect(out).toMatch(/^ *gpu +\d+ +hardware\.gpu$/m);
    const kinds = Object.keys(JSON.parse((await runMain(['catalogue', '--json'], { run })).out));
    for (const kind of kinds) expect(out, kind).toMatch(new RegExp(`^ *${kind} +\\d+ +[a-z]`, 'm'));
  });

  it('lists the entries of a kind with their key figures', async () => {
    const { out } = await runMain(['catalogue', 'model'], { run });
    expect(out).toMatch(/^ *llama3-8b +8\.03B +Llama 3/m);
    expect(out).toMatch(/^ *deepseek-v3 +671B +\d+\.\dB +DeepSeek-V3/m);
    const { gpu } = JSON.parse((await runMain(['catalogue', '--json'], { run })).out);
    expect(JSON.parse((await runMain(['catalogue', 'gpu', '--json'], { run })).out)).toEqual(gpu);
  });

  it('says for GPUs whether their kernels were measured', async () => {
    const { out } = await runMain(['catalogue', 'gpu'], { run });
    expect(out).toMatch(/^ *h100-sxm .* measured +NVIDIA H100/m);
    expect(out).toMatch(/^ *h800-sxm .* sibling +NVIDIA H800/m);
    expect(out).toMatch(/^ *mi300x .* scaled +AMD Instinct MI300X/m);
    expect((await runMain(['catalogue', 'node'], { run })).out).not.toContain('kernels');
  });

  it.each(['models', '__proto__'])('knows no kind %s', async (kind) => {
    const { code, err } = await runMain(['catalogue', kind], { run });
    expect(code).toBe(2);
    expect(err).toContain(`no kind "${kind}"`);
    expect(err.includes('Did you mean "model"?')).toBe(kind === 'models');
  });
});
