import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText, planWhatCan } from './index.ts';

const read = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const GIGA = read('gigafactory-of-compute');
const SERVED = read('train-and-serve');

function partOf(text: string, edits: Readonly<Record<string, string>>) {
  const result = planWhatCan({ text, edits, file: 'f.yaml' });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

describe('planWhatCan', () => {
  it('plans a file without problems as it is', () => {
    const { problems, plan, without } = partOf(SERVED, {});
    expect(problems).toEqual([]);
    expect(plan).toEqual((planText({ text: SERVED }) as { value: { plan: unknown } }).value.plan);
    expect(without).toEqual({ runs: [], services: [], claims: 0 });
  });

  it('plans the site and its claims when a run takes more than the fleet', () => {
    const { problems, plan, without } = partOf(GIGA, { 'fleet.gpus': '50,000' });
    expect(problems.map(({ code }) => code)).toEqual(['run.gpus']);
    expect(problems[0]?.at).toMatchObject({ file: 'f.yaml' });
    expect(without).toEqual({ runs: ['grok-3'], services: [], claims: 1 });
    expect(plan?.fleet.gpus).toBe(50_000);
    expect(plan?.power.facility).toBeGreaterThan(50e6);
    expect(plan?.money?.capex.total).toBeGreaterThan(1e9);
    expect(plan?.requirements).toHaveLength(7);
  });

  it('plans the other runs, and leaves out services and claims that have problems', () => {
    const { plan, without } = partOf(SERVED, {
      'runs.finetune.strategy': '{tp: 7}',
      'services.assistant.gpus': '1,020',
      requirements: '[{claim: No, quantity: power.facilty, atMost: 1 MW}]',
    });
    expect(without).toEqual({ runs: ['finetune'], services: ['assistant'], claims: 1 });
    expect(Object.keys(plan?.training ?? {})).toEqual(['pretrain']);
  });

  it('plans with what the file names beside it', () => {
    const config = JSON.stringify({
      ...{ architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3', hidden_size: 1024 },
      ...{ intermediate_size: 3072, num_attention_heads: 16, num_key_value_heads: 8 },
      ...{ num_hidden_layers: 28, vocab_size: 151936, tie_word_embeddings: true },
    });
    const edits = { 'runs.pretrain.model': './own.json', 'runs.finetune.strategy': '{tp: 7}' };
    const input = { text: SERVED, edits, beside: { './own.json': config } };
    const result = planWhatCan(input);
    expect(result).toMatchObject({ ok: true, value: { without: { runs: ['finetune'] } } });
    expect(result.ok && Object.keys(result.value.plan?.training ?? {})).toEqual(['pretrain']);
  });

  it('plans nothing where a problem is about more', () => {
    expect(partOf(GIGA, { 'hardware.gpu': 'b200-sxm' }).plan).toBeNull();
    expect(partOf('a: [', {}).plan).toBeNull();
    expect(partOf('', {}).problems).not.toEqual([]);
  });
});
