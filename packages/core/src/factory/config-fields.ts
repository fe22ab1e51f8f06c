import { nearestName, type Problem } from '../base/index.ts';
import { cut } from './cursor.ts';

/** Fields that say nothing about the shape: how the model is trained, run or saved, or what its tokens mean. */
const BESIDE_THE_SHAPE = [
  // Housekeeping.
  ...['architectures', 'auto_map', 'dtype', 'model_type', 'pretraining_tp', 'quantization_config'],
  ...['return_dict', 'torch_dtype', 'transformers_version', 'use_cache', 'cache_implementation'],
  ...['output_attentions', 'output_hidden_states', 'ep_size', 'use_mamba_kernels'],
  ...['name_or_path', '_name_or_path', '_attn_implementation', '_attn_implementation_autoset'],
  // Initialisation, dropout, norms and activations: no matrix changes its size.
  ...['initializer_range', 'attention_dropout', 'hidden_dropout', 'embd_pdrop', 'resid_pdrop'],
  ...['classifier_dropout', 'rms_norm_eps', 'layer_norm_eps', 'norm_eps', 'norm_epsilon'],
  ...['hidden_act', 'hidden_activation', 'use_qk_norm', 'clip_qkv', 'swiglu_limit'],
  ...['attn_logit_softcapping', 'final_logit_softcapping', 'query_pre_attn_scalar'],
  // Biases are vectors, which the model does not count either.
  ...['attention_bias', 'mlp_bias', 'use_bias', 'bias', 'qkv_bias'],
  // Positions, rotated or not.
  ...['max_position_embeddings', 'original_max_position_embeddings', 'initial_context_length'],
  ...['rope_theta', 'rope_scaling', 'rope_parameters', 'rope_local_base_freq', 'rotary_emb_base'],
  ...['rotary_pct', 'partial_rotary_factor', 'no_rope_layers', 'no_rope_layer_interval'],
  ...['use_parallel_residual', 'rope_interleave'],
  // How a router chooses among the experts.
  ...['router_aux_loss_coef', 'output_router_logits', 'router_jitter_noise', 'norm_topk_prob'],
  ...['scoring_func', 'topk_method', 'topk_group', 'n_group', 'routed_scaling_factor'],
  ...['aux_loss_alpha', 'seq_aux', 'experts_per_token'],
];

/** Further such fields by their names: numbers of single tokens, and what libraries note for themselves. */
const BESIDE_BY_NAME = /_token_id$|^(?:unsloth|_)/;

/** Fields that must be off in a decoder of these kinds. */
const OFF = ['is_encoder_decoder', 'add_cross_attention', 'use_bidirectional_attention'];

/** How many fields that are not understood one message names. */
const MOST_NAMED = 6;

export type JsonObject = Readonly<Record<string, unknown>>;

/** A configuration field by field: what a kind of model reads, and whether anything is left over. */
export class ConfigFields {
  readonly problems: Problem[] = [];
  readonly #config: JsonObject;
  readonly #read = new Set(BESIDE_THE_SHAPE);

  constructor(config: JsonObject) {
    this.#config = config;
  }

  /** Whether the field is there, and not null. */
  has(name: string): boolean {
    return Object.hasOwn(this.#config, name) && this.#config[name] !== null;
  }

  /** Whether the field is written as null. */
  isNull(name: string): boolean {
    return Object.hasOwn(this.#config, name) && this.#config[name] === null;
  }

  /** A whole number of `least` or more; the fallback where the field is left out or null. */
  count(name: string, fallback?: number, least = 1): number {
    const value = this.#take(name);
    if (value === undefined && fallback !== undefined) return fallback;
    if (value === undefined) this.#report('missing', `it lacks "${name}"`);
    else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least)
      return value;
    else this.#report('value', `"${name}" must be a whole number of ${least} or more`);
    return Number.NaN;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#take(name) ?? fallback;
    if (typeof value === 'boolean') return value;
    this.#report('value', `"${name}" must be true or false`);
    return fallback;
  }

  /** A list of items that `is` accepts; undefined if the field is left out. */
  list<Item>(name: string, what: string, is: (item: unknown) => item is Item): Item[] | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every(is)) return value;
    this.#report('value', `"${name}" must be a list of ${what}`);
    return undefined;
  }

  /** Reports a value that could be read but makes no sense here. */
  refuse(what: string): void {
    this.#report('value', what);
  }

  /** Reports every field that nothing has read, because it might change the shape unnoticed. */
  close(): void {
    for (const name of OFF) if (this.#take(name) === true) this.refuse(`"${name}" must be false`);
    const rest = Object.keys(this.#config).filter(
      (name) => this.has(name) && !this.#read.has(name) && !BESIDE_BY_NAME.test(name),
    );
    if (rest.length === 0) return;
    const shown = rest.slice(0, MOST_NAMED).map((name) => `"${cut(name)}"`);
    const more = rest.length > MOST_NAMED ? ` and ${rest.length - MOST_NAMED} more` : '';
    const nearest = rest.length === 1 ? nearestName(rest[0]!, [...this.#read]) : undefined;
    this.#report(
      'field',
      `it has ${shown.join(', ')}${more}, which may change the model's shape and is not understood here`,
      nearest,
    );
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.has(name) ? this.#config[name] : undefined;
  }

  #report(kind: 'missing' | 'value' | 'field', message: string, nearest?: string): void {
    const problem: Problem = { code: `config.${kind}`, message };
    this.problems.push(nearest === undefined ? problem : { ...problem, nearest });
  }
}
