// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const GPT_MODELS: Readonly<Record<string, ModelSpec>> = {
  'gpt3-126m': decoder(
    'GPT-3 126M (NeMo/Paxml)',
    { layers: 12, hidden: 768, ffn: 3072, vocab: 51200, nativeSeqLen: 2048, tiedEmbeddings: true },
    { attention: 'mha', heads: 12, kvHeads: 12, headDim: 64 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo-Framework-Launcher',
        locator: 'launcher_scripts/conf/training/gpt3/126m.yaml',
        url: 'https://github.com/NVIDIA/NeMo-Framework-Launcher',
      },
      reason: 'vocab padded',
      params: 0.126e9,
    },
  ),
  'gpt3-5b': decoder(
    'GPT-3 5B (NeMo/Paxml)',
    {
      layers: 24,
      hidden: 4096,
      ffn: 16384,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 32, kvHeads: 32, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo-Framework-Launcher',
        locator: 'launcher_scripts/conf/training/gpt3/5b.yaml',
        url: 'https://github.com/NVIDIA/NeMo-Framework-Launcher',
      },
      reason: 'vocab padded',
      params: 5.0e9,
    },
  ),
  'gpt3-20b': decoder(
    'GPT-3 20B (NeMo)',
    {
      layers: 44,
      hidden: 6144,
      ffn: 24576,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 48, kvHeads: 48, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo-Framework-Launcher',
        locator: 'launcher_scripts/conf/training/gpt3/20b.yaml',
        url: 'https://github.com/NVIDIA/NeMo-Framework-Launcher',
      },
      reason: 'vocab padded',
      params: 20.0e9,
    },
  ),
  'gpt3-40b': decoder(
    'GPT-3 40B (NeMo)',
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
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo-Framework-Launcher',
        locator: 'launcher_scripts/conf/training/gpt3/40b.yaml',
        url: 'https://github.com/NVIDIA/NeMo-Framework-Launcher',
      },
      reason: 'vocab padded',
      params: 40.0e9,
    },
  ),
  'gpt3-175b': decoder(
    'GPT-3 175B',
    {
      layers: 96,
      hidden: 12288,
      ffn: 49152,
      vocab: 51200,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 96, kvHeads: 96, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo-Framework-Launcher',
        locator: 'launcher_scripts/conf/training/gpt3/175b.yaml',
        url: 'https://github.com/NVIDIA/NeMo-Framework-Launcher',
      },
      reason: '51,200 = 50,257 padded; MLPerf GPT-3 uses same shape',
      params: 175.0e9,
    },
  ),
  'mscale-175b': decoder(
    'MegaScale 175B',
    {
      layers: 96,
      hidden: 12288,
      ffn: 49152,
      vocab: 64000,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 128, kvHeads: 128, headDim: 96 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2402.15627',
        locator: 'Table 1',
        url: 'https://arxiv.org/abs/2402.15627',
      },
      reason:
        '128 heads (not 96). MegaScale rows use parallel transformer block + sliding-window attention; whether embeddings are tied is not printed: tied, as in GPT-3',
      params: 175e9,
    },
  ),
  'mscale-530b': decoder(
    'MegaScale 530B',
    {
      layers: 105,
      hidden: 20480,
      ffn: 81920,
      vocab: 64000,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 160, kvHeads: 160, headDim: 128 },
    {
      provenance: 'paper',
      source: {
        title: 'arXiv:2402.15627',
        locator: 'Table 1',
        url: 'https://arxiv.org/abs/2402.15627',
      },
      reason: '160 heads; whether embeddings are tied is not printed: tied, as in GPT-3',
      params: 530e9,
    },
  ),
  'bloom-176b': decoder(
    'BLOOM 176B',
    {
      layers: 70,
      hidden: 14336,
      ffn: 57344,
      vocab: 250880,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha-alibi', heads: 112, kvHeads: 112, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'bigscience-workshop/bigscience',
        locator: 'train/tr11-176B-ml/README.md',
        url: 'https://github.com/bigscience-workshop/bigscience',
      },
      params: 176.247e9,
    },
  ),
  'opt-175b': decoder(
    'OPT 175B',
    {
      layers: 96,
      hidden: 12288,
      ffn: 49152,
      vocab: 50272,
      nativeSeqLen: 2048,
      tiedEmbeddings: true,
    },
    { attention: 'mha', heads: 96, kvHeads: 96, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'arXiv:2205.01068', url: 'https://arxiv.org/abs/2205.01068' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 175e9,
    },
  ),
  'mtnlg-530b': decoder(
    'MT-NLG 530B',
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
      source: { title: 'arXiv:2201.11990', url: 'https://arxiv.org/abs/2201.11990' },
      params: 530e9,
    },
  ),
};
