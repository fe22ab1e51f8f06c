import type { Source } from '../../base/index.ts';
import { decoder, type Heads, type ModelSpec } from './spec.ts';

/** Families of dense decoders, read from the published code that builds them. */
const QWEN3: Source = {
  title: 'NVIDIA/NeMo',
  locator: 'nemo/collections/llm/gpt/model/qwen3.py; parameters: arXiv:2505.09388 and model cards',
  url: 'https://github.com/NVIDIA/NeMo',
};
const GEMMA2: Source = {
  title: 'NVIDIA/NeMo',
  locator: 'nemo/collections/llm/gpt/model/gemma2.py; parameters: arXiv:2408.00118, Table 2',
  url: 'https://github.com/NVIDIA/NeMo',
};
const GEMMA3: Source = {
  title: 'NVIDIA/NeMo',
  locator: 'nemo/collections/llm/gpt/model/gemma3.py; parameters: arXiv:2503.19786, Table 1',
  url: 'https://github.com/NVIDIA/NeMo',
};
const OLMO2: Source = {
  title: 'allenai/OLMo-core',
  locator: 'olmo_core/nn/transformer/config.py; parameters: arXiv:2501.00656 and model cards',
  url: 'https://github.com/allenai/OLMo-core',
};

type Shape = Pick<Heads, 'heads' | 'kvHeads'> & {
  readonly label: string;
  readonly layers: number;
  readonly hidden: number;
  readonly ffn: number;
  readonly params: number;
};

/** Three of the six share their embeddings (tied). */
function qwen3({ label, layers, hidden, ffn, params, ...heads }: Shape, tied = false): ModelSpec {
  return decoder(
    label,
    {
      ...{ layers, hidden, ffn, vocab: 151_936, nativeSeqLen: 32_768, gatedMlp: true },
      ...(tied ? { tiedEmbeddings: true } : {}),
    },
    { attention: 'gqa', ...heads, headDim: 128 },
    { provenance: 'datasheet', source: QWEN3, params },
  );
}

/** Every second layer sees 4096 tokens back. */
function gemma2({ label, layers, hidden, ffn, params, ...heads }: Shape, headDim: number) {
  return decoder(
    label,
    {
      ...{ layers, hidden, ffn, vocab: 256_000, nativeSeqLen: 8192 },
      ...{ gatedMlp: true, tiedEmbeddings: true },
    },
    { attention: 'gqa-swa', ...heads, headDim, window: 4096, windowLayers: layers / 2 },
    { provenance: 'datasheet', source: GEMMA2, params, reason: NORMS },
  );
}

/** Of every six layers, five see no further back than a window. */
function gemma3(
  { label, layers, hidden, ffn, params, ...heads }: Shape,
  of: Pick<Heads, 'headDim'> & { readonly window: number; readonly length: number; vocab: number },
): ModelSpec {
  const { headDim, window, length, vocab } = of;
  return decoder(
    label,
    {
      ...{ layers, hidden, ffn, vocab, nativeSeqLen: length },
      ...{ gatedMlp: true, tiedEmbeddings: true },
    },
    {
      ...{ attention: 'gqa-swa', ...heads, headDim, window },
      windowLayers: layers - Math.floor(layers / 6),
    },
    { provenance: 'datasheet', source: GEMMA3, params, reason: NORMS },
  );
}

function olmo2({ label, layers, hidden, ffn, params, ...heads }: Shape): ModelSpec {
  return decoder(
    label,
    { layers, hidden, ffn, vocab: 100_352, nativeSeqLen: 4096, gatedMlp: true },
    { attention: heads.heads === heads.kvHeads ? 'mha' : 'gqa', ...heads, headDim: 128 },
    { provenance: 'datasheet', source: OLMO2, params, reason: 'vocabulary as padded from 100,278' },
  );
}

const NORMS = 'GeGLU; the norms behind attention and MLP are left out, and so is what reads images';
const LONG = { window: 1024, length: 131_072, vocab: 262_208 };

export const DENSE_MODELS: Readonly<Record<string, ModelSpec>> = {
  'qwen3-0.6b': qwen3(
    {
      ...{ label: 'Qwen3 0.6B', layers: 28, hidden: 1024, ffn: 3072 },
      ...{ heads: 16, kvHeads: 8, params: 0.6e9 },
    },
    true,
  ),
  'qwen3-1.7b': qwen3(
    {
      ...{ label: 'Qwen3 1.7B', layers: 28, hidden: 2048, ffn: 6144 },
      ...{ heads: 16, kvHeads: 8, params: 1.7e9 },
    },
    true,
  ),
  'qwen3-4b': qwen3(
    {
      ...{ label: 'Qwen3 4B', layers: 36, hidden: 2560, ffn: 9728 },
      ...{ heads: 32, kvHeads: 8, params: 4e9 },
    },
    true,
  ),
  'qwen3-8b': qwen3({
    ...{ label: 'Qwen3 8B', layers: 36, hidden: 4096, ffn: 12_288 },
    ...{ heads: 32, kvHeads: 8, params: 8.2e9 },
  }),
  'qwen3-14b': qwen3({
    ...{ label: 'Qwen3 14B', layers: 40, hidden: 5120, ffn: 17_408 },
    ...{ heads: 40, kvHeads: 8, params: 14.8e9 },
  }),
  'qwen3-32b': qwen3({
    ...{ label: 'Qwen3 32B', layers: 64, hidden: 5120, ffn: 25_600 },
    ...{ heads: 64, kvHeads: 8, params: 32.8e9 },
  }),
  'gemma2-2b': gemma2(
    {
      ...{ label: 'Gemma 2 2B', layers: 26, hidden: 2304, ffn: 9216 },
      ...{ heads: 8, kvHeads: 4, params: 2_614_636_800 },
    },
    256,
  ),
  'gemma2-9b': gemma2(
    {
      ...{ label: 'Gemma 2 9B', layers: 42, hidden: 3584, ffn: 14_336 },
      ...{ heads: 16, kvHeads: 8, params: 9_242_164_736 },
    },
    256,
  ),
  'gemma2-27b': gemma2(
    {
      ...{ label: 'Gemma 2 27B', layers: 46, hidden: 4608, ffn: 36_864 },
      ...{ heads: 32, kvHeads: 16, params: 27_227_718_144 },
    },
    128,
  ),
  'gemma3-1b': gemma3(
    {
      ...{ label: 'Gemma 3 1B', layers: 26, hidden: 1152, ffn: 6912 },
      ...{ heads: 4, kvHeads: 1, params: 1e9 },
    },
    { headDim: 256, window: 512, length: 32_768, vocab: 262_144 },
  ),
  'gemma3-4b': gemma3(
    {
      ...{ label: 'Gemma 3 4B, text', layers: 34, hidden: 2560, ffn: 10_240 },
      ...{ heads: 8, kvHeads: 4, params: 3.884e9 },
    },
    { headDim: 256, ...LONG },
  ),
  'gemma3-12b': gemma3(
    {
      ...{ label: 'Gemma 3 12B, text', layers: 48, hidden: 3840, ffn: 15_360 },
      ...{ heads: 16, kvHeads: 8, params: 11.771e9 },
    },
    { headDim: 256, ...LONG },
  ),
  'gemma3-27b': gemma3(
    {
      ...{ label: 'Gemma 3 27B, text', layers: 62, hidden: 5376, ffn: 21_504 },
      ...{ heads: 32, kvHeads: 16, params: 27.016e9 },
    },
    { headDim: 128, ...LONG },
  ),
  'olmo2-7b': olmo2({
    ...{ label: 'OLMo 2 7B', layers: 32, hidden: 4096, ffn: 11_008 },
    ...{ heads: 32, kvHeads: 32, params: 7.3e9 },
  }),
  'olmo2-13b': olmo2({
    ...{ label: 'OLMo 2 13B', layers: 40, hidden: 5120, ffn: 13_824 },
    ...{ heads: 40, kvHeads: 40, params: 13.7e9 },
  }),
  'olmo2-32b': olmo2({
    ...{ label: 'OLMo 2 32B', layers: 64, hidden: 5120, ffn: 27_648 },
    ...{ heads: 40, kvHeads: 8, params: 32.2e9 },
  }),
};
