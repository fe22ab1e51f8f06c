import { dispatch } from '@gigafactory/core/api';
import { GPUS, kitOf, NODES } from '@gigafactory/core/facts';
import type { RunOperation } from '@gigafactory/server/threads';
import { describe, expect, it } from 'vitest';
import { runMain } from '../io.fixture.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

describe('every GPU of the catalogue', () => {
  const nodes = 4;
  it.each(Object.keys(GPUS))('%s gets a new file that can be planned', async (gpu) => {
    const perNode = NODES[kitOf(gpu)!.node]!.gpusPerNode.value;
    for (const model of ['qwen3-0.6b', 'gemma3-4b', 'llama3-8b']) {
      const gpus = String(nodes * perNode * (perNode === 1 ? 8 : 1));
      const argv = ['--gpu', gpu, '--gpus', gpus, '--model', model, '--tokens', '15B'];
      const { code, err } = await runMain(['new', ...argv], { run });
      expect({ model, code, err }).toEqual({ model, code: 0, err: '' });
    }
  });
});
