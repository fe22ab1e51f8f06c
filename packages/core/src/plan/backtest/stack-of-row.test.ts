import { describe, expect, it } from 'vitest';
import { stackOfRow } from './stack-of-row.ts';

const stackOf = (framework: string, year = '2025') =>
  stackOfRow(
    new Map([
      ['framework', framework],
      ['year', year],
    ]),
  );

describe('stackOfRow', () => {
  it.each(['', ' ', 'HAI-LLM DualPipe', 'PaddlePaddle', 'constructor'])(
    'says that it does not know "%s"',
    (framework) => {
      const { stack, assumed } = stackOf(framework);
      expect(stack).toBe('other');
      expect(assumed).toContain(framework.trim() === '' ? 'not stated' : framework);
    },
  );

  it('needs no year and no framework', () => {
    expect(stackOfRow(new Map())).toMatchObject({ stack: 'other' });
    expect(stackOfRow(new Map([['framework', 'torchtitan']]))).toEqual({ stack: 'torchtitan' });
  });

  it.each([
    ['Megatron-LM', '2021', 'megatron-lm-2022'],
    ['Megatron-LM', '2022', 'megatron-lm-2022'],
    ['Megatron-LM', '', 'megatron-core-2024'],
    ['Megatron-LM', '2023', 'megatron-core-2024'],
    ['DeepSpeed ZeRO-3 in Megatron-LM', '2021', 'deepspeed-zero3-2021'],
    ['Megatron-DeepSpeed', '2022', 'megatron-deepspeed-2022'],
    ['NeMo/Megatron-Core (MLPerf)', '2024', 'mlperf'],
    ['NeMo 24.07 / Megatron-Core', '2024', 'megatron-core-2024'],
    ['NeMo launcher / Megatron-Core', '2024', 'megatron-core-2024'],
    ['Megatron-Core (NeMo recipe)', '2025', 'megatron-core-2024'],
    ['NeMo/Megatron-Bridge', '2026', 'megatron-bridge-2025'],
    ['Megatron-Bridge/Megatron-Core 26.04.01', '2026', 'megatron-bridge-2025'],
    ['Megatron-Core MoE (main(1e057005))', '2025', 'megatron-bridge-2025'],
    ['NeMo AutoModel (PyTorch FSDP2)', '2026', 'pytorch-fsdp'],
    ['lit-gpt FSDP', '2023', 'pytorch-fsdp'],
    ['metaseq FSDP + Megatron TP', '2022', 'pytorch-fsdp'],
    ['SageMaker MP (MiCS ZeRO-3)', '2023', 'pytorch-fsdp'],
    ['llm-foundry/Composer FSDP', '2024', 'llm-foundry'],
    ['torchtitan', '2024', 'torchtitan'],
    ['InternEvo', '2023', 'internevo'],
    ['Paxml + TransformerEngine', '2023', 'maxtext'],
    ['MegaScale-MoE', '2025', 'megascale'],
    ['Meta in-house', '2024', 'meta-llama3'],
  ])('takes "%s" of %s for %s', (framework, year, stack) => {
    expect(stackOf(framework, year)).toEqual({ stack });
  });
});
