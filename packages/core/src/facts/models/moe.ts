// Written by scripts/import-models.mjs; change the table it reads, not this file.
import { decoder, type ModelSpec } from './spec.ts';

export const MOE_MODELS: Readonly<Record<string, ModelSpec>> = {
  'llama4-scout': decoder(
    'Llama 4 Scout (17B-16E)',
    { layers: 48, hidden: 5120, ffn: 16384, vocab: 202048, nativeSeqLen: 8192, gatedMlp: true },
    { attention: 'gqa', heads: 40, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py (Llama4Experts16Config)',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      params: 109e9,
      activeParams: 17e9,
    },
    { experts: 16, topK: 1, moeFfn: 8192, sharedExpertFfn: 8192, firstDenseLayers: 0 },
  ),
  'llama4-maverick': decoder(
    'Llama 4 Maverick (17B-128E)',
    { layers: 48, hidden: 5120, ffn: 16384, vocab: 202048, nativeSeqLen: 8192, gatedMlp: true },
    { attention: 'gqa', heads: 40, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'NVIDIA/NeMo',
        locator: 'nemo/collections/llm/gpt/model/llama.py (Llama4Experts128Config)',
        url: 'https://github.com/NVIDIA/NeMo',
      },
      reason: 'MoE every 2nd layer',
      params: 400e9,
      activeParams: 17e9,
    },
    {
      experts: 128,
      topK: 1,
      moeFfn: 8192,
      sharedExpertFfn: 8192,
      firstDenseLayers: 0,
      moeEvery: 2,
    },
  ),
  grok1: decoder(
    'Grok-1 314B',
    {
      layers: 64,
      hidden: 6144,
      ffn: 32768,
      vocab: 131072,
      nativeSeqLen: 8192,
      gatedMlp: true,
      tiedEmbeddings: true,
    },
    { attention: 'gqa', heads: 48, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'xai-org/grok-1',
        locator: 'run.py, model.py',
        url: 'https://github.com/xai-org/grok-1',
      },
      reason:
        'widening_factor 8 -> ffn=int(8*6144)*2//3=32768 per expert, 3 matrices (GeGLU); active ~84B computed',
      params: 314e9,
      activeParams: 84e9,
    },
    { experts: 8, topK: 2, moeFfn: 32768, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'deepseek-v3': decoder(
    'DeepSeek-V3',
    { layers: 61, hidden: 7168, ffn: 18432, vocab: 129280, nativeSeqLen: 4096, gatedMlp: true },
    {
      attention: 'mla',
      heads: 128,
      kvHeads: 128,
      headDim: 128,
      mla: { qLoraRank: 1536, kvLoraRank: 512, ropeHeadDim: 64, vHeadDim: 128 },
    },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/DeepSeek-V3.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      reason:
        'MLA q_lora 1536 kv_lora 512 rope 64 v 128; optional MTP layer (+14B); latent attention as in arXiv:2405.04434 and arXiv:2412.19437',
      params: 671e9,
      activeParams: 37e9,
    },
    { experts: 256, topK: 8, moeFfn: 2048, sharedExpertFfn: 2048, firstDenseLayers: 3 },
  ),
  'deepseek-v2': decoder(
    'DeepSeek-V2',
    { layers: 60, hidden: 5120, ffn: 12288, vocab: 102400, nativeSeqLen: 4096, gatedMlp: true },
    {
      attention: 'mla',
      heads: 128,
      kvHeads: 128,
      headDim: 128,
      mla: { qLoraRank: 1536, kvLoraRank: 512, ropeHeadDim: 64, vHeadDim: 128 },
    },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/DeepSeek-V2.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      reason: 'latent attention as in arXiv:2405.04434 and arXiv:2412.19437',
      params: 236e9,
      activeParams: 21e9,
    },
    { experts: 160, topK: 6, moeFfn: 1536, sharedExpertFfn: 3072, firstDenseLayers: 1 },
  ),
  'kimi-k2': decoder(
    'Kimi K2',
    { layers: 61, hidden: 7168, ffn: 18432, vocab: 163840, nativeSeqLen: 4096, gatedMlp: true },
    {
      attention: 'mla',
      heads: 64,
      kvHeads: 64,
      headDim: 128,
      mla: { qLoraRank: 1536, kvLoraRank: 512, ropeHeadDim: 64, vHeadDim: 128 },
    },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/Kimi-K2.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      reason: 'latent attention as in arXiv:2405.04434 and arXiv:2412.19437',
      params: 1043e9,
      activeParams: 32.6e9,
    },
    { experts: 384, topK: 8, moeFfn: 2048, sharedExpertFfn: 2048, firstDenseLayers: 1 },
  ),
  'qwen3-30b': decoder(
    'Qwen3 30B-A3B',
    { layers: 48, hidden: 2048, ffn: 6144, vocab: 151936, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 32, kvHeads: 4, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/Qwen3-30B-A3B.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      params: 30.5e9,
      activeParams: 3.3e9,
    },
    { experts: 128, topK: 8, moeFfn: 768, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'qwen3-235b': decoder(
    'Qwen3 235B-A22B',
    { layers: 94, hidden: 4096, ffn: 12288, vocab: 151936, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 4, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/Qwen3-235B-A22B.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      params: 235e9,
      activeParams: 22e9,
    },
    { experts: 128, topK: 8, moeFfn: 1536, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'gpt-oss-120b': decoder(
    'GPT-OSS 120B',
    { layers: 36, hidden: 2880, ffn: 2880, vocab: 201088, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa-swa', heads: 64, kvHeads: 8, headDim: 64, window: 128 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; alternating 128-token sliding window attention',
      params: 116.8e9,
      activeParams: 5.1e9,
    },
    { experts: 128, topK: 4, moeFfn: 2880, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'gpt-oss-20b': decoder(
    'GPT-OSS 20B',
    { layers: 24, hidden: 2880, ffn: 2880, vocab: 201088, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa-swa', heads: 64, kvHeads: 8, headDim: 64, window: 128 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; alternating 128-token sliding window attention',
      params: 20.9e9,
      activeParams: 3.6e9,
    },
    { experts: 32, topK: 4, moeFfn: 2880, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'mixtral-8x7b': decoder(
    'Mixtral 8x7B',
    { layers: 32, hidden: 4096, ffn: 14336, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 32, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/Mixtral-8x7B.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      params: 46.7e9,
      activeParams: 12.9e9,
    },
    { experts: 8, topK: 2, moeFfn: 14336, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'mixtral-8x22b': decoder(
    'Mixtral 8x22B',
    { layers: 56, hidden: 6144, ffn: 16384, vocab: 32768, nativeSeqLen: 65536, gatedMlp: true },
    { attention: 'gqa', heads: 48, kvHeads: 8, headDim: 128 },
    {
      provenance: 'datasheet',
      source: {
        title: 'yanring/Megatron-MoE-ModelZoo',
        locator: 'model_configs/benchmarking/Mixtral-8x22B.yaml',
        url: 'https://github.com/yanring/Megatron-MoE-ModelZoo',
      },
      params: 140.6e9,
      activeParams: 39.1e9,
    },
    { experts: 8, topK: 2, moeFfn: 16384, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  dbrx: decoder(
    'DBRX 132B-A36B',
    { layers: 40, hidden: 6144, ffn: 10752, vocab: 100352, nativeSeqLen: 32768, gatedMlp: true },
    { attention: 'gqa', heads: 48, kvHeads: 8, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'databricks/dbrx HF config' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; 3072 H100, 12T tokens',
      params: 132e9,
      activeParams: 36e9,
    },
    { experts: 16, topK: 4, moeFfn: 10752, sharedExpertFfn: 0, firstDenseLayers: 0 },
  ),
  'ernie45-300b': decoder(
    'ERNIE 4.5 300B-A47B',
    { layers: 54, hidden: 8192, ffn: 28672, vocab: 103424, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 8, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number',
      params: 300e9,
      activeParams: 47e9,
    },
    { experts: 64, topK: 8, moeFfn: 3584, sharedExpertFfn: 0, firstDenseLayers: 3 },
  ),
  arctic: decoder(
    'Snowflake Arctic 480B-A17B',
    { layers: 35, hidden: 7168, ffn: 4864, vocab: 32000, nativeSeqLen: 4096, gatedMlp: true },
    { attention: 'gqa', heads: 56, kvHeads: 8, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'Hugging Face configuration' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; dense-MoE hybrid residual; the dense MLP beside the experts is written as a shared expert',
      params: 480e9,
      activeParams: 17e9,
    },
    { experts: 128, topK: 2, moeFfn: 4864, sharedExpertFfn: 7168, firstDenseLayers: 0 },
  ),
  grok2: decoder(
    'Grok-2',
    { layers: 64, hidden: 8192, ffn: 32768, vocab: 131072, nativeSeqLen: 131072, gatedMlp: true },
    { attention: 'gqa', heads: 64, kvHeads: 8, headDim: 128 },
    {
      provenance: 'assumed',
      source: { title: 'xai-org/grok-2 HF config' },
      reason:
        'no primary source was read: the shape as generally reported, whose parameters add up to the published number; the dense MLP beside the experts is written as a shared expert',
      params: 270e9,
      activeParams: 115e9,
    },
    { experts: 8, topK: 2, moeFfn: 16384, sharedExpertFfn: 32768, firstDenseLayers: 0 },
  ),
};
