// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const OPEN_MODELS: Readonly<Record<string, ModelSpec>> = {
  'tinyllama-1.1b': decoder(
    'TinyLlama 1.1B',
    { layers: 22, hidden: 2048, ffn: 5632, vocab: 32000, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'gqa', heads: 32, kvHeads: 4, headDim: 64 },
    {
      provenance: 'datasheet',
      source: {
        title: 'jzhang38/TinyLlama',
        locator: 'README.md',
        url: 'https://github.com/jzhang38/TinyLlama',
      },
      params: 1.1e9,
    },
  ),
  'internlm-7b': decoder(
    'InternLM 7B',
    { layers: 32, hidden: 4096, ffn: 11008, vocab: 103168, nativeSeqLen: 2048, gatedMlp: true },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'InternLM config' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 7.3e9,
    },
  ),
  'smollm3-3b': decoder(
    'SmolLM3 3B',
    {
      layers: 36,
      hidden: 2048,
      ffn: 11008,
      vocab: 128256,
      nativeSeqLen: 4096,
      gatedMlp: true,
      tiedEmbeddings: true,
    },
    { attention: 'gqa', heads: 16, kvHeads: 4, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'Hugging Face configuration via public dataset script' },
      params: 3.075e9,
    },
  ),
  'nemotron3-8b': decoder(
    'Nemotron-3 8B',
    { layers: 32, hidden: 4096, ffn: 16384, vocab: 256000, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/nemotron.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      reason: 'squared-ReLU MLP; vocab 256k',
      params: 8.5e9,
    },
  ),
  'nemotron3-22b': decoder(
    'Nemotron-3 22B',
    { layers: 40, hidden: 6144, ffn: 24576, vocab: 256000, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 48, kvHeads: 48, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/nemotron.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      reason: 'squared-ReLU MLP; vocab 256k',
      params: 22e9,
    },
  ),
  'nemotron4-15b': decoder(
    'Nemotron-4 15B',
    { layers: 32, hidden: 6144, ffn: 24576, vocab: 256000, nativeSeqLen: 4096 },
    { attention: 'gqa', heads: 48, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/nemotron.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      reason: '3.2B embedding params; vocab 256,000',
      params: 15.6e9,
    },
  ),
  'nemotron4-340b': decoder(
    'Nemotron-4 340B',
    { layers: 96, hidden: 18432, ffn: 73728, vocab: 256000, nativeSeqLen: 4096 },
    { attention: 'gqa', heads: 96, kvHeads: 8, headDim: 192 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/nemotron.py',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      reason: 'vocab 256,000',
      params: 341e9,
    },
  ),
  'glm-130b': decoder(
    'GLM-130B',
    {
      layers: 70,
      hidden: 12288,
      ffn: 32768,
      vocab: 150528,
      nativeSeqLen: 2048,
      gatedMlp: true,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 96, kvHeads: 96, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'arXiv:2210.02414', url: 'https://arxiv.org/abs/2210.02414' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; GeGLU ffn 32768',
      params: 130e9,
    },
  ),
  'falcon-180b': decoder(
    'Falcon 180B',
    {
      layers: 80,
      hidden: 14848,
      ffn: 59392,
      vocab: 65024,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'gqa', heads: 232, kvHeads: 8, headDim: 64 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 179.5e9,
    },
  ),
  'starcoder-15b': decoder(
    'StarCoderBase 15.5B',
    {
      layers: 40,
      hidden: 6144,
      ffn: 24576,
      vocab: 49152,
      nativeSeqLen: 8192,
      tiedEmbeddings: true,
    },
    { attention: 'mqa', heads: 48, kvHeads: 1, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 15.5e9,
    },
  ),
  bloomberggpt: decoder(
    'BloombergGPT 50B',
    {
      layers: 70,
      hidden: 7680,
      ffn: 30720,
      vocab: 131072,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha-alibi', heads: 40, kvHeads: 40, headDim: 192 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2303.17564',
        locator: 'Table 4 via public dataset script',
        url: 'https://arxiv.org/abs/2303.17564',
      },
      params: 50.6e9,
    },
  ),
};
