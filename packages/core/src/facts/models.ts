import { DENSE_MODELS } from './models/dense.ts';
import { GPT_MODELS } from './models/gpt.ts';
import { LLAMA_MODELS } from './models/llama.ts';
import { MEGATRON_MODELS } from './models/megatron.ts';
import { MOE_MODELS } from './models/moe.ts';
import { OPEN_MODELS } from './models/open.ts';
import type { ModelSpec } from './models/spec.ts';
import { SUITES_MODELS } from './models/suites.ts';

export { MODELS_WITHOUT_ARCHITECTURE } from './models/missing.ts';
export type { AttentionKind, LatentAttention, ModelSpec } from './models/spec.ts';

/** Every model whose shape is known. */
export const MODELS: Readonly<Record<string, ModelSpec>> = {
  ...GPT_MODELS,
  ...MEGATRON_MODELS,
  ...LLAMA_MODELS,
  ...SUITES_MODELS,
  ...OPEN_MODELS,
  ...DENSE_MODELS,
  ...MOE_MODELS,
};
