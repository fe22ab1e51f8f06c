// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const SUITES_MODELS: Readonly<Record<string, ModelSpec>> = {
  'mpt-125m': decoder(
    'MPT 125M',
    { layers: 12, hidden: 768, ffn: 3072, vocab: 50368, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 12, kvHeads: 12, headDim: 64 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-125m.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 0.1253e9,
    },
  ),
  'mpt-350m': decoder(
    'MPT 350M',
    { layers: 24, hidden: 1024, ffn: 4096, vocab: 50368, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 16, kvHeads: 16, headDim: 64 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-350m.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 0.356e9,
    },
  ),
  'mpt-760m': decoder(
    'MPT 760M',
    { layers: 24, hidden: 1536, ffn: 6144, vocab: 50368, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 12, kvHeads: 12, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-760m.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 0.7605e9,
    },
  ),
  'mpt-1b': decoder(
    'MPT 1B',
    { layers: 24, hidden: 2048, ffn: 8192, vocab: 50368, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 16, kvHeads: 16, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-1b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 1.316e9,
    },
  ),
  'mpt-3b': decoder(
    'MPT 3B',
    {
      layers: 32,
      hidden: 2560,
      ffn: 10240,
      vocab: 50368,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 20, kvHeads: 20, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-3b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 2.652e9,
    },
  ),
  'mpt-7b': decoder(
    'MPT 7B',
    {
      layers: 32,
      hidden: 4096,
      ffn: 16384,
      vocab: 50368,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-7b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 6.659e9,
    },
  ),
  'mpt-13b': decoder(
    'MPT 13B',
    {
      layers: 40,
      hidden: 5120,
      ffn: 20480,
      vocab: 50368,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 40, kvHeads: 40, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-13b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 12.854e9,
    },
  ),
  'mpt-30b': decoder(
    'MPT 30B',
    {
      layers: 48,
      hidden: 7168,
      ffn: 28672,
      vocab: 50368,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 56, kvHeads: 56, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-30b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 29.975e9,
    },
  ),
  'mpt-70b': decoder(
    'MPT 70B',
    {
      layers: 80,
      hidden: 8192,
      ffn: 32768,
      vocab: 50368,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 64, kvHeads: 64, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'mosaicml/llm-foundry',
        locator: 'scripts/train/yamls/pretrain/mpt-70b.yaml',
        url: 'https://github.com/mosaicml/llm-foundry',
      },
      reason: 'learned pos. embeddings (params grow with seq_len in benchmark table)',
      params: 64.862e9,
    },
  ),
  'pythia-70m': decoder(
    'Pythia 70M',
    { layers: 6, hidden: 512, ffn: 2048, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 8, kvHeads: 8, headDim: 64 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 0.0704e9,
    },
  ),
  'pythia-160m': decoder(
    'Pythia 160M',
    { layers: 12, hidden: 768, ffn: 3072, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 12, kvHeads: 12, headDim: 64 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 0.1623e9,
    },
  ),
  'pythia-410m': decoder(
    'Pythia 410M',
    { layers: 24, hidden: 1024, ffn: 4096, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 16, kvHeads: 16, headDim: 64 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 0.4053e9,
    },
  ),
  'pythia-1b': decoder(
    'Pythia 1B',
    { layers: 16, hidden: 2048, ffn: 8192, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 8, kvHeads: 8, headDim: 256 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 1.0118e9,
    },
  ),
  'pythia-1.4b': decoder(
    'Pythia 1.4B',
    { layers: 24, hidden: 2048, ffn: 8192, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 16, kvHeads: 16, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 1.4147e9,
    },
  ),
  'pythia-2.8b': decoder(
    'Pythia 2.8B',
    { layers: 32, hidden: 2560, ffn: 10240, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 80 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 2.7752e9,
    },
  ),
  'pythia-6.9b': decoder(
    'Pythia 6.9B',
    { layers: 32, hidden: 4096, ffn: 16384, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 6.8573e9,
    },
  ),
  'pythia-12b': decoder(
    'Pythia 12B',
    { layers: 36, hidden: 5120, ffn: 20480, vocab: 50304, nativeSeqLen: 2048 },
    { attention: 'mha', heads: 40, kvHeads: 40, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2304.01373',
        locator: 'Table 1 via public dataset script',
        url: 'https://arxiv.org/abs/2304.01373',
      },
      reason: 'parallel attn+MLP',
      params: 11.8462e9,
    },
  ),
};
