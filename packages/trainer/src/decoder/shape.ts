/** The dimensions of a decoder of the Llama architecture. */
export interface DecoderShape {
  readonly layers: number;
  /** Width of the residual stream. */
  readonly hidden: number;
  /** Query heads. */
  readonly heads: number;
  /** Heads of keys and values; divides `heads`. */
  readonly kvHeads: number;
  /** Width of one head; even, for rotary positions turn pairs. */
  readonly headSize: number;
  /** Inner width of the SwiGLU. */
  readonly feedForward: number;
  /** Tokens that the model knows. */
  readonly vocabulary: number;
  /** The output shares the matrix of the embedding. */
  readonly tied: boolean;
}

/** Base of the angles of rotary positions, as in Llama 1 and 2. */
export const ROPE_THETA = 10_000;
/** Added to the mean square in RMSNorm. */
export const NORM_EPSILON = 1e-5;

/** One weight and where it stands in the flat vector of all. */
interface Weight {
  /** As Hugging Face's LlamaForCausalLM names it. */
  readonly name: string;
  /** Matrices are [out, in], as there. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** All weights in the order in which they are stored. */
export interface WeightLayout {
  readonly weights: readonly Weight[];
  /** Parameters in all. */
  readonly size: number;
}

export function layOut(shape: DecoderShape): WeightLayout {
  const { hidden, vocabulary } = shape;
  const named: [string, number[]][] = [['model.embed_tokens.weight', [vocabulary, hidden]]];
  for (let layer = 0; layer < shape.layers; layer++) named.push(...layerWeights(shape, layer));
  named.push(['model.norm.weight', [hidden]]);
  if (!shape.tied) named.push(['lm_head.weight', [vocabulary, hidden]]);
  const weights: Weight[] = [];
  let offset = 0;
  for (const [name, dimensions] of named) {
    const size = dimensions.reduce((product, dimension) => product * dimension, 1);
    weights.push({ name, shape: dimensions, offset, size });
    offset += size;
  }
  return { weights, size: offset };
}

function layerWeights(shape: DecoderShape, layer: number): [string, number[]][] {
  const { hidden, feedForward } = shape;
  const queries = shape.heads * shape.headSize;
  const keys = shape.kvHeads * shape.headSize;
  const at = `model.layers.${layer}`;
  return [
    [`${at}.input_layernorm.weight`, [hidden]],
    [`${at}.self_attn.q_proj.weight`, [queries, hidden]],
    [`${at}.self_attn.k_proj.weight`, [keys, hidden]],
    [`${at}.self_attn.v_proj.weight`, [keys, hidden]],
    [`${at}.self_attn.o_proj.weight`, [hidden, queries]],
    [`${at}.post_attention_layernorm.weight`, [hidden]],
    [`${at}.mlp.gate_proj.weight`, [feedForward, hidden]],
    [`${at}.mlp.up_proj.weight`, [feedForward, hidden]],
    [`${at}.mlp.down_proj.weight`, [hidden, feedForward]],
  ];
}

/** What Hugging Face reads as config.json. `sequence` is the longest input, tokens. */
export function toConfig(shape: DecoderShape, sequence: number): Record<string, unknown> {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: shape.hidden,
    intermediate_size: shape.feedForward,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headSize,
    vocab_size: shape.vocabulary,
    max_position_embeddings: sequence,
    hidden_act: 'silu',
    rms_norm_eps: NORM_EPSILON,
    rope_theta: ROPE_THETA,
    attention_bias: false,
    mlp_bias: false,
    tie_word_embeddings: shape.tied,
    torch_dtype: 'float32',
    bos_token_id: null,
    eos_token_id: 0,
  };
}
