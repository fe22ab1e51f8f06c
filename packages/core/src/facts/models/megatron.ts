// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const MEGATRON_MODELS: Readonly<Record<string, ModelSpec>> = {
  'meg-1.7b': decoder(
    'Megatron GPT 1.7B (2021)',
    { layers: 24, hidden: 2304, ffn: 9216, vocab: 51200, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 24, kvHeads: 24, headDim: 96 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 1.7e9,
    },
  ),
  'meg-3.6b': decoder(
    'Megatron GPT 3.6B (2021)',
    {
      layers: 30,
      hidden: 3072,
      ffn: 12288,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 96 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 3.6e9,
    },
  ),
  'meg-7.5b': decoder(
    'Megatron GPT 7.5B (2021)',
    {
      layers: 36,
      hidden: 4096,
      ffn: 16384,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 7.5e9,
    },
  ),
  'meg-18b': decoder(
    'Megatron GPT 18.4B (2021)',
    {
      layers: 40,
      hidden: 6144,
      ffn: 24576,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 48, kvHeads: 48, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 18.4e9,
    },
  ),
  'meg-39b': decoder(
    'Megatron GPT 39.1B (2021)',
    {
      layers: 48,
      hidden: 8192,
      ffn: 32768,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 64, kvHeads: 64, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 39.1e9,
    },
  ),
  'meg-76b': decoder(
    'Megatron GPT 76.1B (2021)',
    {
      layers: 60,
      hidden: 10240,
      ffn: 40960,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 80, kvHeads: 80, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 76.1e9,
    },
  ),
  'meg-145b': decoder(
    'Megatron GPT 145.6B (2021)',
    {
      layers: 80,
      hidden: 12288,
      ffn: 49152,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 96, kvHeads: 96, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 145.6e9,
    },
  ),
  'meg-310b': decoder(
    'Megatron GPT 310.1B (2021)',
    {
      layers: 96,
      hidden: 16384,
      ffn: 65536,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 128, kvHeads: 128, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 310.1e9,
    },
  ),
  'meg-530b': decoder(
    'Megatron GPT 529.6B (2021)',
    {
      layers: 105,
      hidden: 20480,
      ffn: 81920,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 128, kvHeads: 128, headDim: 160 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 529.6e9,
    },
  ),
  'meg-1t': decoder(
    'Megatron GPT 1008B (2021)',
    {
      layers: 128,
      hidden: 25600,
      ffn: 102400,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 160, kvHeads: 160, headDim: 160 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2104.04473',
        locator: 'Table 1 + NVIDIA/Megatron-LM images/cases_april2021.png',
        url: 'https://arxiv.org/abs/2104.04473',
      },
      reason: 'head counts are those of Table 1',
      params: 1008.0e9,
    },
  ),
  'meg-22b': decoder(
    'Megatron 22B (Korthikanti)',
    {
      layers: 48,
      hidden: 6144,
      ffn: 24576,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 64, kvHeads: 64, headDim: 96 },
    {
      provenance: 'datasheet',
      source: {
        title: 'calculon-ai/calculon',
        locator: 'models/megatron-22B.json (after arXiv:2205.05198 Table 3)',
        url: 'https://github.com/calculon-ai/calculon',
      },
      params: 22.0e9,
    },
  ),
  'mh-1.7b': decoder(
    'Megatron-Core GPT 1.7B (H100 scaling 2024)',
    { layers: 24, hidden: 2048, ffn: 8192, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 16, kvHeads: 16, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 1.7e9,
    },
  ),
  'mh-7.1b': decoder(
    'Megatron-Core GPT 7.1B (H100 scaling 2024)',
    { layers: 30, hidden: 4096, ffn: 16384, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 7.1e9,
    },
  ),
  'mh-16b': decoder(
    'Megatron-Core GPT 16B (H100 scaling 2024)',
    { layers: 32, hidden: 6144, ffn: 24576, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 48, kvHeads: 48, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 16e9,
    },
  ),
  'mh-32b': decoder(
    'Megatron-Core GPT 32B (H100 scaling 2024)',
    { layers: 48, hidden: 7168, ffn: 28672, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 56, kvHeads: 56, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 32e9,
    },
  ),
  'mh-70b': decoder(
    'Megatron-Core GPT 70B (H100 scaling 2024)',
    { layers: 84, hidden: 8192, ffn: 32768, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 64, kvHeads: 64, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 70e9,
    },
  ),
  'mh-119b': decoder(
    'Megatron-Core GPT 119B (H100 scaling 2024)',
    { layers: 92, hidden: 10240, ffn: 40960, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 80, kvHeads: 80, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 119e9,
    },
  ),
  'mh-177b': decoder(
    'Megatron-Core GPT 177B (H100 scaling 2024)',
    { layers: 96, hidden: 12288, ffn: 49152, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 96, kvHeads: 96, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 177e9,
    },
  ),
  'mh-314b': decoder(
    'Megatron-Core GPT 314B (H100 scaling 2024)',
    { layers: 96, hidden: 16384, ffn: 65536, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 128, kvHeads: 128, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 314e9,
    },
  ),
  'mh-462b': decoder(
    'Megatron-Core GPT 462B (H100 scaling 2024)',
    { layers: 112, hidden: 18432, ffn: 73728, vocab: 131072, nativeSeqLen: 4096 },
    { attention: 'mha', heads: 144, kvHeads: 144, headDim: 128 },
    {
      provenance: 'datasheet',
      source: { title: 'NVIDIA/Megatron-LM images/model_table.png (commit 937571cf, 2024-07-15)' },
      reason:
        'ffn=4h assumed (GPT-3 style); seq/vocab from README; whether embeddings are tied is not printed: untied, which fits the count',
      params: 462e9,
    },
  ),
};
