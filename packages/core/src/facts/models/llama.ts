// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const LLAMA_MODELS: Readonly<Record<string, ModelSpec>> = {
  'llama1-7b': decoder(
    'LLaMA 7B',
    { layers: 32, hidden: 4096, ffn: 11008, vocab: 32000, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'assumed',
      source: {
        title: 'arXiv:2302.13971',
        locator: 'Table 2 / HF config',
        url: 'https://arxiv.org/abs/2302.13971',
      },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 6.7e9,
    },
  ),
  'llama1-13b': decoder(
    'LLaMA 13B',
    { layers: 40, hidden: 5120, ffn: 13824, vocab: 32000, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'mha', heads: 40, kvHeads: 40, headDim: 128 },
    {
      provenance: 'assumed',
      source: {
        title: 'arXiv:2302.13971',
        locator: 'Table 2 / HF config',
        url: 'https://arxiv.org/abs/2302.13971',
      },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 13.0e9,
    },
  ),
  'llama1-33b': decoder(
    'LLaMA 33B',
    { layers: 60, hidden: 6656, ffn: 17920, vocab: 32000, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'mha', heads: 52, kvHeads: 52, headDim: 128 },
    {
      provenance: 'assumed',
      source: {
        title: 'arXiv:2302.13971',
        locator: 'Table 2 / HF config',
        url: 'https://arxiv.org/abs/2302.13971',
      },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 32.5e9,
    },
  ),
  'llama1-65b': decoder(
    'LLaMA 65B',
    { layers: 80, hidden: 8192, ffn: 22016, vocab: 32000, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'mha', heads: 64, kvHeads: 64, headDim: 128 },
    {
      provenance: 'assumed',
      source: {
        title: 'arXiv:2302.13971',
        locator: 'Table 2 / HF config',
        url: 'https://arxiv.org/abs/2302.13971',
      },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 65.2e9,
    },
  ),
  'llama2-7b': decoder(
    'Llama 2 7B',
    { layers: 32, hidden: 4096, ffn: 11008, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 6.738e9,
    },
  ),
  'llama2-13b': decoder(
    'Llama 2 13B',
    { layers: 40, hidden: 5120, ffn: 13824, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'mha', heads: 40, kvHeads: 40, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 13.016e9,
    },
  ),
  'llama2-34b': decoder(
    'Llama 2 / Code Llama 34B',
    { layers: 48, hidden: 8192, ffn: 22016, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py (CodeLlamaConfig34B)',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 33.7e9,
    },
  ),
  'llama2-70b': decoder(
    'Llama 2 70B',
    { layers: 80, hidden: 8192, ffn: 28672, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 68.977e9,
    },
  ),
  'llama3-8b': decoder(
    'Llama 3 / 3.1 8B',
    { layers: 32, hidden: 4096, ffn: 14336, vocab: 128256, nativeSeqLen: 8192, gatedMlp: true },
    { attention: 'gqa', heads: 32, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 8.03e9,
    },
  ),
  'llama3-70b': decoder(
    'Llama 3 / 3.1 70B',
    { layers: 80, hidden: 8192, ffn: 28672, vocab: 128256, nativeSeqLen: 8192, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 70.554e9,
    },
  ),
  'llama31-405b': decoder(
    'Llama 3.1 405B',
    { layers: 126, hidden: 16384, ffn: 53248, vocab: 128256, nativeSeqLen: 8192, gatedMlp: true },
    { attention: 'gqa', heads: 128, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 405.853e9,
    },
  ),
  'llama32-1b': decoder(
    'Llama 3.2 1B',
    {
      layers: 16,
      hidden: 2048,
      ffn: 8192,
      vocab: 128256,
      nativeSeqLen: 131072,
      gatedMlp: true,
      tiedEmbeddings: true,
    },
    { attention: 'gqa', heads: 32, kvHeads: 8, headDim: 64 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 1.236e9,
    },
  ),
  'llama32-3b': decoder(
    'Llama 3.2 3B',
    {
      layers: 28,
      hidden: 3072,
      ffn: 8192,
      vocab: 128256,
      nativeSeqLen: 131072,
      gatedMlp: true,
      tiedEmbeddings: true,
    },
    { attention: 'gqa', heads: 24, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 3.213e9,
    },
  ),
};
