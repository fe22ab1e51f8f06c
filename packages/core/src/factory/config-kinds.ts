import { type Architecture, PLAIN_DECODER } from '../model/index.ts';
import type { ConfigFields } from './config-fields.ts';

/** Reads the shape of one kind of model from its configuration. */
type ReadShape = (fields: ConfigFields) => Architecture;

interface Kind {
  /** What the library calls it in `architectures`, without `ForCausalLM`. */
  readonly name: string;
  readonly read: ReadShape;
}

/** How a kind differs from a Llama, whose fields are the usual ones. */
interface Habits {
  /** Where `tie_word_embeddings` is left out. */
  readonly tied?: boolean;
  /** Where `head_dim` is left out; else hidden size over heads. */
  readonly headDim?: number;
  readonly mlpMatrices?: 2 | 3;
  /** Where a file leaves them out; else they must be there. */
  readonly usual?: { readonly heads: number; readonly kvHeads: number; readonly vocab: number };
  readonly windows?: (fields: ConfigFields, layers: number) => Windows;
  readonly experts?: (fields: ConfigFields, layers: number) => Experts;
}

type Windows = Pick<Architecture, 'window' | 'windowLayers'>;
type Experts = Pick<
  Architecture,
  'ffn' | 'denseLayers' | 'experts' | 'topK' | 'expertFfn' | 'sharedFfn'
>;

/** Kinds by `model_type`, with the defaults of Hugging Face transformers 4.57 where a file leaves one out. */
export const CONFIG_KINDS: Readonly<Record<string, Kind>> = {
  llama: kind('Llama'),
  mistral: kind('Mistral', { windows: (fields, layers) => windowed(fields, layers, 4096) }),
  mixtral: kind('Mixtral', { windows: windowed, experts: allExperts }),
  qwen2: kind('Qwen2', { windows: upperWindows }),
  qwen3: kind('Qwen3', { headDim: 128, windows: upperWindows }),
  qwen2_moe: kind('Qwen2Moe', { windows: upperWindows, experts: sparseExperts }),
  qwen3_moe: kind('Qwen3Moe', { windows: upperWindows, experts: sparseExperts }),
  gemma: kind('Gemma', { tied: true, headDim: 256 }),
  gemma2: kind('Gemma2', { tied: true, headDim: 256, windows: (f, n) => interleaved(f, n, 2) }),
  gemma3_text: kind('Gemma3', {
    tied: true,
    headDim: 256,
    // The text configuration inside the file of a Gemma 3 with images leaves these out.
    usual: { heads: 8, kvHeads: 4, vocab: 262_208 },
    windows: (fields, layers) => interleaved(fields, layers, 6),
  }),
  olmo: kind('Olmo'),
  olmo2: kind('Olmo2'),
  olmo3: kind('Olmo3', { windows: (fields, layers) => interleaved(fields, layers, 4) }),
  phi3: kind('Phi3', { windows: windowed }),
  smollm3: kind('SmolLM3', { tied: true, windows: upperWindows }),
  nemotron: kind('Nemotron', { mlpMatrices: 2 }),
  gpt_neox: kind('GPTNeoX', { mlpMatrices: 2 }),
  gpt_oss: kind('GptOss', { windows: (f, n) => interleaved(f, n, 2), experts: allExperts }),
  deepseek_v2: { name: 'DeepseekV2', read: latentDecoder },
  deepseek_v3: { name: 'DeepseekV3', read: latentDecoder },
  kimi_k2: { name: 'KimiK2', read: latentDecoder },
};

function kind(name: string, habits: Habits = {}): Kind {
  return { name, read: (fields) => decoder(fields, habits) };
}

function decoder(fields: ConfigFields, habits: Habits): Architecture {
  const { tied = false, usual } = habits;
  const trunk = trunkOf(fields, tied, usual);
  const { hidden, heads, layers } = trunk;
  const kvHeads = fields.count('num_key_value_heads', usual?.kvHeads ?? heads);
  const headDim = fields.count('head_dim', habits.headDim ?? hidden / heads);
  if (headDim % 1 !== 0 && !Number.isNaN(headDim)) {
    fields.refuse('"hidden_size" is not a multiple of "num_attention_heads"');
  }
  return {
    ...PLAIN_DECODER,
    ...trunk,
    kvHeads,
    headDim,
    valueDim: headDim,
    mlpMatrices: habits.mlpMatrices ?? 3,
    ...habits.windows?.(fields, layers),
    ...(habits.experts?.(fields, layers) ?? denseOf(fields, layers)),
  };
}

function trunkOf(fields: ConfigFields, tied: boolean, usual?: Habits['usual']) {
  return {
    layers: fields.count('num_hidden_layers'),
    hidden: fields.count('hidden_size'),
    heads: fields.count('num_attention_heads', usual?.heads),
    vocab: fields.count('vocab_size', usual?.vocab),
    embeddingMatrices: fields.flag('tie_word_embeddings', tied) ? 1 : 2,
  };
}

function denseOf(fields: ConfigFields, layers: number): Experts {
  const none = { experts: 0, topK: 0, expertFfn: 0, sharedFfn: 0 };
  return { ffn: fields.count('intermediate_size'), denseLayers: layers, ...none };
}

/** Multi-head latent attention, and experts behind a few dense layers (DeepSeek-V2 and -V3). */
function latentDecoder(fields: ConfigFields): Architecture {
  const trunk = trunkOf(fields, false);
  // Every head has its own keys and values, out of one latent vector.
  const kvHeads = fields.count('num_key_value_heads', trunk.heads);
  if (kvHeads !== trunk.heads) fields.refuse('num_key_value_heads must be num_attention_heads');
  const expertFfn = fields.count('moe_intermediate_size');
  const first = Math.min(trunk.layers, fields.count('first_k_dense_replace', 0, 0));
  const every = fields.count('moe_layer_freq', 1);
  const experts = Math.floor((trunk.layers - 1) / every) - Math.floor((first - 1) / every);
  return {
    ...PLAIN_DECODER,
    ...trunk,
    kvHeads,
    headDim: fields.count('qk_nope_head_dim'),
    valueDim: fields.count('v_head_dim'),
    queryRank: fields.count('q_lora_rank', 0, 0),
    keyValueRank: fields.count('kv_lora_rank'),
    ropeDim: fields.count('qk_rope_head_dim'),
    mlpMatrices: 3,
    ffn: fields.count('intermediate_size'),
    denseLayers: trunk.layers - experts,
    experts: fields.count('n_routed_experts'),
    topK: fields.count('num_experts_per_tok'),
    expertFfn,
    sharedFfn: fields.count('n_shared_experts', 0, 0) * expertFfn,
    mtpLayers: fields.count('num_nextn_predict_layers', 0, 0),
  };
}

/** Experts in every layer, as wide as the MLP that they replace (Mixtral, gpt-oss). */
function allExperts(fields: ConfigFields): Experts {
  const width = fields.count('intermediate_size');
  return {
    ffn: width,
    denseLayers: 0,
    experts: fields.count('num_local_experts'),
    topK: fields.count('num_experts_per_tok'),
    expertFfn: width,
    sharedFfn: 0,
  };
}

/** Experts in every nth layer, except those that are listed (Qwen). */
function sparseExperts(fields: ConfigFields, layers: number): Experts {
  const every = fields.count('decoder_sparse_step', 1);
  const listed = new Set(fields.list('mlp_only_layers', 'layer numbers', isWhole));
  const dense = [...listed].filter(
    (layer) => layer >= 0 && layer < layers && (layer + 1) % every === 0,
  );
  const sparse = Math.floor(layers / every) - dense.length;
  return {
    ffn: fields.count('intermediate_size'),
    denseLayers: layers - sparse,
    experts: fields.count('num_experts'),
    topK: fields.count('num_experts_per_tok'),
    expertFfn: fields.count('moe_intermediate_size'),
    sharedFfn: fields.count('shared_expert_intermediate_size', 0, 0),
  };
}

/** A window in every layer, where there is one (Mistral, Phi-3). */
function windowed(fields: ConfigFields, layers: number, usual = 0): Windows {
  // Null switches it off; if left out, it has its default.
  const window = fields.isNull('sliding_window') ? 0 : fields.count('sliding_window', usual, 0);
  return { window, windowLayers: window > 0 ? layers : 0 };
}

/** A window in the layers from one on, if it is switched on (Qwen). */
function upperWindows(fields: ConfigFields, layers: number): Windows {
  const isOn = fields.flag('use_sliding_window', false);
  const window = fields.count('sliding_window', 4096);
  const from = fields.count('max_window_layers', 28, 0);
  const listed = listedWindows(fields, layers);
  if (!isOn) return { window: 0, windowLayers: 0 };
  const windowLayers = listed ?? Math.max(0, layers - from);
  return { window: windowLayers > 0 ? window : 0, windowLayers };
}

/** All layers but every nth have a window, or those that are listed. */
function interleaved(fields: ConfigFields, layers: number, usual: number): Windows {
  const window = fields.count('sliding_window');
  const pattern = fields.count(
    'sliding_window_pattern',
    fields.count('_sliding_window_pattern', usual),
  );
  const listed = listedWindows(fields, layers);
  const windowLayers = listed ?? layers - Math.floor(layers / pattern);
  return { window: windowLayers > 0 ? window : 0, windowLayers };
}

const LAYER_TYPES = ['full_attention', 'sliding_attention'] as const;

/** How many layers `layer_types` lists with a window; undefined without a list. */
function listedWindows(fields: ConfigFields, layers: number): number | undefined {
  const types = fields.list('layer_types', LAYER_TYPES.join(' and '), isLayerType);
  if (types && types.length !== layers)
    fields.refuse('"layer_types" must have an entry for each layer');
  return types?.filter((type) => type === 'sliding_attention').length;
}

function isLayerType(value: unknown): value is (typeof LAYER_TYPES)[number] {
  return LAYER_TYPES.some((type) => type === value);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
