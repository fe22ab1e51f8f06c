import { describe, expect, it } from 'vitest';
import { STACKS } from '../facts/index.ts';
import { releaseOfRow, stackOfRow } from './stack-of-row.ts';

const rowOf = (columns: Readonly<Record<string, string>>) => new Map(Object.entries(columns));
const stackOf = (framework: string, year = '2025', columns: Record<string, string> = {}) =>
  stackOfRow(rowOf({ framework, year, ...columns }));

describe('stackOfRow', () => {
  it.each([
    ...['', ' ', 'HAI-LLM DualPipe', 'PaddlePaddle', 'constructor'],
    // Of these too little is published to be a stack of their own.
    ...['metaseq FSDP + Megatron TP', 'SageMaker MP (MiCS ZeRO-3)'],
  ])('says that it does not know "%s", and what it takes it for', (framework) => {
    const { stack, as, assumed } = stackOf(framework);
    expect(stack).toBe('other');
    expect(Object.keys(STACKS)).toContain(as);
    expect(assumed).toContain(framework.trim() === '' ? 'not stated' : framework);
    expect(assumed).toContain(STACKS[as].label);
  });

  it.each([
    ['2022', 'zero3', 'deepspeed-zero3-2021'],
    ['2023', 'fsdp', 'deepspeed-zero3-2021'],
    ['2024', 'fsdp', 'pytorch-fsdp'],
    ['2024', 'zero1', 'megatron-core-2024'],
    ['2026', '', 'megatron-core-2025'],
    ['', '', 'megatron-core-2025'],
  ])('takes unknown software of "%s" and sharding "%s" for %s', (year, sharding, as) => {
    expect(stackOf('Fortran', year, { sharding })).toMatchObject({ stack: 'other', as });
  });

  it('needs no year and no framework', () => {
    expect(stackOfRow(new Map())).toMatchObject({ stack: 'other' });
    expect(stackOfRow(rowOf({ framework: 'torchtitan' }))).toEqual({
      stack: 'torchtitan',
      as: 'torchtitan',
    });
  });

  it.each([
    ['Megatron-LM', '2021', 'megatron-lm-2021'],
    ['Megatron-LM', '2022', 'megatron-lm-2022'],
    ['Megatron-LM', '', 'megatron-lm-2023'],
    ['Megatron-LM', '2023', 'megatron-lm-2023'],
    ['DeepSpeed ZeRO-3 in Megatron-LM', '2021', 'deepspeed-zero3-2021'],
    ['Megatron-DeepSpeed', '2022', 'megatron-deepspeed-2022'],
    ['NeMo/Megatron-Core (MLPerf)', '2024', 'mlperf'],
    ['NeMo 24.07 / Megatron-Core', '2024', 'megatron-core-2024'],
    ['NeMo 24.09 / Megatron-Core', '2024', 'megatron-core-2024'],
    ['NeMo 24.11 / Megatron-Core', '2024', 'megatron-core-2025'],
    ['NeMo 25.07 / Megatron-Core', '2025', 'megatron-core-2025'],
    ['NeMo launcher / Megatron-Core', '2024', 'megatron-core-2024'],
    ['Megatron-Core (NeMo recipe)', '2025', 'megatron-core-2025'],
    ['Megatron-Bridge/Megatron-Core 25.09', '2025', 'megatron-bridge-2025'],
    ['Megatron-Bridge/Megatron-Core 26.04.01', '2026', 'megatron-bridge-2025'],
    ['Megatron-Bridge/Megatron-Core 26.06', '2026', 'megatron-bridge-2026'],
    ['Megatron-Bridge/Megatron-Core 26.08', '2026', 'megatron-bridge-2026'],
    ['Megatron-Core MoE (main(1e057005))', '2025', 'megatron-bridge-2025'],
    ['NeMo AutoModel (PyTorch FSDP2)', '2026', 'pytorch-fsdp'],
    ['lit-gpt FSDP', '2023', 'pytorch-fsdp'],
    ['fms-fsdp', '2024', 'pytorch-fsdp'],
    ['llm-foundry/Composer FSDP', '2024', 'llm-foundry'],
    ['torchtitan', '2024', 'torchtitan'],
    ['InternEvo', '2023', 'internevo'],
    ['Paxml', '2023', 'paxml'],
    ['Paxml + TransformerEngine', '2023', 'maxtext'],
    ['MaxText', '2024', 'maxtext'],
    ['MegaScale-MoE', '2025', 'megascale'],
    ['Meta in-house', '2024', 'meta-llama3'],
  ])('takes "%s" of "%s" for %s', (framework, year, stack) => {
    expect(stackOf(framework, year)).toEqual({ stack, as: stack });
  });

  it('takes the release from where the row was found, too', () => {
    const recipe = (source_locator: string) =>
      stackOf('NeMo/Megatron-Core', '2025', { source_locator }).stack;
    expect(recipe('benchmarks v25.04, README')).toBe('megatron-core-2025');
    expect(recipe('benchmarks v24.05, README')).toBe('megatron-core-2024');
  });
});

describe('releaseOfRow', () => {
  it.each([
    [{ framework: 'NeMo 24.07 / Megatron-Core' }, 24.07],
    [{ framework: 'Megatron-Bridge/Megatron-Core 26.04.01' }, 26.04],
    [{ framework: 'NeMo', source_locator: 'tag v25.12' }, 25.12],
    [{ framework: 'NeMo', id: 'dgxc-v25.04-llama31' }, 25.04],
    // The framework comes first.
    [{ framework: 'NeMo 25.02', id: 'dgxc-v25.04-llama31' }, 25.02],
  ])('reads %j', (columns, release) => {
    expect(releaseOfRow(rowOf(columns))).toBe(release);
  });

  it.each([
    [{}],
    [{ framework: 'Megatron-LM' }],
    [{ framework: 'NeMo 25.13' }],
    [{ framework: 'Megatron-Core 0.12.1' }],
    [{ framework: 'NeMo', id: 'run-25.04' }],
  ])('finds none in %j', (columns) => {
    expect(releaseOfRow(rowOf(columns))).toBeUndefined();
  });
});
