import { describe, expect, it } from 'vitest';
import type { Problem } from '../base/index.ts';
import { MODELS } from '../facts/index.ts';
import { CONFIG_KINDS } from './config-kinds.ts';
import { readModelConfig } from './model-config.ts';
import { architectureOf } from './models.ts';

const LLAMA = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  tie_word_embeddings: false,
  rope_scaling: { factor: 8, rope_type: 'llama3' },
  torch_dtype: 'bfloat16',
  bos_token_id: 128000,
  attention_bias: false,
};

function problemOf(config: unknown): Problem {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  const read = readModelConfig(text, './config.json');
  if (read.ok || read.problems.length !== 1) throw new Error(JSON.stringify(read));
  return read.problems[0]!;
}

function shapeOf(config: object) {
  const read = readModelConfig(JSON.stringify(config), './config.json');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value.architecture;
}

describe('a configuration that is refused', () => {
  it.each([
    ['{', 'config.json', 'is not JSON'],
    ['[]', 'config.json', 'no JSON object'],
    ['{}', 'config.kind', 'no "model_type"'],
    [{ ...LLAMA, model_type: 'mamba2' }, 'config.kind', '"mamba2"'],
    [{ ...LLAMA, model_type: '__proto__' }, 'config.kind', '"__proto__"'],
    [{ model_type: 'gemma3', text_config: {} }, 'config.kind', '"text_config"'],
    [{ ...LLAMA, architectures: ['LlamaForSequenceClassification'] }, 'config.kind', 'ForCausalLM'],
    [{ ...LLAMA, hidden_size: undefined }, 'config.missing', '"hidden_size"'],
    [{ ...LLAMA, num_hidden_layers: 32.5 }, 'config.value', '"num_hidden_layers"'],
    [{ ...LLAMA, num_hidden_layers: '32' }, 'config.value', '"num_hidden_layers"'],
    [{ ...LLAMA, vocab_size: -1 }, 'config.value', '"vocab_size"'],
    [
      { ...LLAMA, num_attention_heads: 31, num_key_value_heads: 31 },
      'config.value',
      'not a multiple',
    ],
    [{ ...LLAMA, tie_word_embeddings: 'no' }, 'config.value', '"tie_word_embeddings"'],
    [{ ...LLAMA, is_encoder_decoder: true }, 'config.value', 'must be false'],
    [{ ...LLAMA, sliding_window: 4096 }, 'config.field', '"sliding_window"'],
    [{ ...LLAMA, num_experts: 8, moe_layers: [1] }, 'config.field', '"num_experts", "moe_layers"'],
    [{ ...LLAMA, 'a\u001b[2J': 1 }, 'config.field', 'not understood'],
  ])('%j', (config, code, words) => {
    const problem = problemOf(config);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(words);
    expect(problem.message).toContain('./config.json');
  });

  it('reports every mistake at once', () => {
    const read = readModelConfig('{"model_type": "llama", "strange": 1}', 'c.json');
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual([
      ...['config.missing', 'config.missing', 'config.missing', 'config.missing', 'config.missing'],
      'config.field',
    ]);
  });

  it('names the known kinds, and the one that was probably meant', () => {
    const problem = problemOf({ ...LLAMA, model_type: 'lama' });
    expect(problem.nearest).toBe('llama');
    for (const kind of Object.keys(CONFIG_KINDS)) expect(problem.message).toContain(kind);
  });

  it('listing layers of a type that is not known, or too few of them', () => {
    const gemma = {
      ...LLAMA,
      architectures: undefined,
      model_type: 'gemma2',
      sliding_window: 4096,
    };
    expect(problemOf({ ...gemma, layer_types: ['linear_attention'] }).code).toBe('config.value');
    expect(problemOf({ ...gemma, layer_types: ['full_attention'] }).message).toContain(
      'each layer',
    );
  });
});

describe('a configuration that is read', () => {
  it('is identified by its architectures if it names no type', () => {
    expect(shapeOf({ ...LLAMA, model_type: undefined }).layers).toBe(32);
  });

  it('treats null as left out', () => {
    expect(shapeOf({ ...LLAMA, sliding_window: null, quantum: null }).windowLayers).toBe(0);
  });

  const qwen = { ...LLAMA, architectures: undefined, model_type: 'qwen2', head_dim: 128 };
  it.each([
    ['qwen2, windows off', { ...qwen, use_sliding_window: false, sliding_window: 4096 }, [0, 0]],
    [
      'qwen2, upper layers',
      { ...qwen, use_sliding_window: true, sliding_window: 4096, max_window_layers: 28 },
      [4096, 4],
    ],
    ['mistral by default', { ...qwen, model_type: 'mistral' }, [4096, 32]],
    ['mistral without', { ...qwen, model_type: 'mistral', sliding_window: null }, [0, 0]],
    ['phi3', { ...qwen, model_type: 'phi3', sliding_window: 2047 }, [2047, 32]],
    ['gemma2', { ...qwen, model_type: 'gemma2', sliding_window: 4096 }, [4096, 16]],
    ['gemma3', { ...qwen, model_type: 'gemma3_text', sliding_window: 1024 }, [1024, 27]],
    [
      'gemma3, listed',
      {
        ...{ ...qwen, model_type: 'gemma3_text', sliding_window: 1024, num_hidden_layers: 2 },
        layer_types: ['sliding_attention', 'full_attention'],
      },
      [1024, 1],
    ],
  ])('%s: windows', (_, config, windows) => {
    const { window, windowLayers } = shapeOf(config);
    expect([window, windowLayers]).toEqual(windows);
  });
});

/** Configurations as their owners publish them, by the model of the catalogue that they describe. */
const PUBLISHED: Readonly<Record<string, object>> = {
  'llama3-8b': LLAMA,
  'qwen3-8b': {
    ...{ architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3', attention_bias: false },
    ...{ head_dim: 128, hidden_act: 'silu', hidden_size: 4096, intermediate_size: 12288 },
    ...{ max_position_embeddings: 40960, max_window_layers: 36, num_attention_heads: 32 },
    ...{ num_hidden_layers: 36, num_key_value_heads: 8, rms_norm_eps: 1e-6, rope_scaling: null },
    ...{ sliding_window: null, tie_word_embeddings: false, use_sliding_window: false },
    ...{ vocab_size: 151936, rope_theta: 1e6, use_cache: true, transformers_version: '4.51.0' },
  },
  'mixtral-8x7b': {
    ...{ architectures: ['MixtralForCausalLM'], model_type: 'mixtral', hidden_size: 4096 },
    ...{ intermediate_size: 14336, num_attention_heads: 32, num_experts_per_tok: 2 },
    ...{ num_hidden_layers: 32, num_key_value_heads: 8, num_local_experts: 8, vocab_size: 32000 },
    ...{ output_router_logits: false, router_aux_loss_coef: 0.02, sliding_window: null },
    ...{ tie_word_embeddings: false, rope_theta: 1e6, torch_dtype: 'bfloat16' },
  },
  'qwen3-30b': {
    ...{ architectures: ['Qwen3MoeForCausalLM'], model_type: 'qwen3_moe', decoder_sparse_step: 1 },
    ...{ head_dim: 128, hidden_size: 2048, intermediate_size: 6144, mlp_only_layers: [] },
    ...{ max_window_layers: 48, moe_intermediate_size: 768, norm_topk_prob: true },
    ...{ num_attention_heads: 32, num_experts: 128, num_experts_per_tok: 8 },
    ...{ num_hidden_layers: 48, num_key_value_heads: 4, sliding_window: null, vocab_size: 151936 },
    ...{ tie_word_embeddings: false, use_sliding_window: false, router_aux_loss_coef: 0.001 },
  },
  'gemma2-9b': {
    ...{ architectures: ['Gemma2ForCausalLM'], model_type: 'gemma2', attn_logit_softcapping: 50 },
    ...{ cache_implementation: 'hybrid', final_logit_softcapping: 30, head_dim: 256 },
    ...{ hidden_activation: 'gelu_pytorch_tanh', hidden_size: 3584, intermediate_size: 14336 },
    ...{ num_attention_heads: 16, num_hidden_layers: 42, num_key_value_heads: 8 },
    ...{ query_pre_attn_scalar: 256, sliding_window: 4096, vocab_size: 256000 },
  },
  'gemma3-1b': {
    ...{ architectures: ['Gemma3ForCausalLM'], model_type: 'gemma3_text', head_dim: 256 },
    ...{ hidden_size: 1152, intermediate_size: 6912, num_attention_heads: 4 },
    ...{ num_hidden_layers: 26, num_key_value_heads: 1, rope_local_base_freq: 10000 },
    ...{ sliding_window: 512, sliding_window_pattern: 6, vocab_size: 262144 },
  },
  'olmo2-13b': {
    ...{ architectures: ['Olmo2ForCausalLM'], model_type: 'olmo2', hidden_size: 5120 },
    ...{ intermediate_size: 13824, num_attention_heads: 40, num_hidden_layers: 40 },
    ...{ num_key_value_heads: 40, tie_word_embeddings: false, vocab_size: 100352 },
  },
  'deepseek-v3': {
    ...{ architectures: ['DeepseekV3ForCausalLM'], model_type: 'deepseek_v3', ep_size: 1 },
    ...{ auto_map: {}, first_k_dense_replace: 3, hidden_size: 7168, intermediate_size: 18432 },
    ...{ kv_lora_rank: 512, moe_intermediate_size: 2048, moe_layer_freq: 1, n_group: 8 },
    ...{ n_routed_experts: 256, n_shared_experts: 1, num_attention_heads: 128 },
    ...{ num_experts_per_tok: 8, num_hidden_layers: 61, num_key_value_heads: 128 },
    ...{ q_lora_rank: 1536, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128 },
    ...{ quantization_config: { quant_method: 'fp8' }, scoring_func: 'sigmoid', topk_group: 4 },
    ...{ tie_word_embeddings: false, vocab_size: 129280, topk_method: 'noaux_tc' },
  },
};

describe('configurations as published', () => {
  it.each(Object.entries(PUBLISHED))('describe %s as the catalogue does', (name, config) => {
    const of = shapeOf(config);
    const catalogue = architectureOf(MODELS[name]!);
    // The width of a dense MLP means nothing where every layer has experts.
    const ffn = of.denseLayers === 0 ? { ffn: 0 } : {};
    expect({ ...of, ...ffn }).toEqual({ ...catalogue, ...ffn });
  });

  it('count the layers of DeepSeek-V3 that predict further tokens', () => {
    const config = { ...PUBLISHED['deepseek-v3'], num_nextn_predict_layers: 1 };
    expect(shapeOf(config).mtpLayers).toBe(1);
  });
});
