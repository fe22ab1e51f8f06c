import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { paintFor } from '../text/paint.ts';
import { showPolicies } from './policies.ts';
import { showStrategies } from './strategies.ts';

const fileOn = (gpu: string) => `gigafactory: 1
hardware: { gpu: ${gpu} }
fleet: { gpus: 8 }
schedule: { start: 2026-01-05 }
site: { pue: colocation-2024 }
runs:
  r: { model: llama3-8b, tokens: 1B tokens, globalBatch: 64, sequenceLength: 8192 }
`;
const paint = paintFor({ isColoured: false, width: 1000 });

describe('what a search finds on silicon whose kernels were scaled', () => {
  const strategiesOn = (gpu: string) => {
    const answer = dispatch('strategies', { text: fileOn(gpu), run: 'r', top: 1 });
    if (!answer.ok) throw new Error(answer.problems[0]!.message);
    return showStrategies(answer.value, 0, paint).join('\n');
  };

  it('is marked among strategies', () => {
    expect(strategiesOn('mi300x')).toContain('! No kernels were measured on AMD Instinct MI300X');
    expect(strategiesOn('h100-sxm')).not.toContain('!');
  });

  it('is marked among policies', () => {
    const policiesOn = (gpu: string) => {
      const input = { text: fileOn(gpu), run: 'r', over: ['spares'], lives: 2, days: 1 };
      const answer = dispatch('optimise', input);
      if (!answer.ok) throw new Error(answer.problems[0]!.message);
      return showPolicies(answer.value, 0, paint).join('\n');
    };
    expect(policiesOn('mi300x')).toContain('rests on kernels that were scaled to its GPU');
    expect(policiesOn('h100-sxm')).not.toContain('scaled');
  });
});
