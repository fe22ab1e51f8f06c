import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { type DecoderShape, NORM_EPSILON, ROPE_THETA } from '@gigafactory/trainer/decoder';

/** What config.json says of a model. */
export interface ModelConfig {
  readonly shape: DecoderShape;
  /** The longest input, tokens. */
  readonly sequence: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Values that make it the plain Llama that runs here. One that is absent has the same meaning. */
const PLAIN: Readonly<Record<string, readonly unknown[]>> = {
  hidden_act: ['silu'],
  rms_norm_eps: [NORM_EPSILON],
  rope_theta: [ROPE_THETA],
  rope_scaling: [null],
  attention_bias: [false],
  mlp_bias: [false],
};

/** Reads the config.json of a `LlamaForCausalLM`, and refuses whatever would have to be computed otherwise. */
export function readConfig(text: string): Result<ModelConfig> {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return failed(configProblem('is not JSON'));
  }
  if (!isRecord(config)) return failed(configProblem('is no object'));
  const problems = [...architectureProblems(config)];
  for (const [name, values] of Object.entries(PLAIN)) {
    const given = config[name];
    if (given !== undefined && !values.includes(given))
      problems.push(
        configProblem(
          `has ${name} ${JSON.stringify(given)}, and only ${JSON.stringify(values[0])} runs here`,
          name,
        ),
      );
  }
  const count = (name: string, absent?: number): number => {
    const value = config[name] ?? absent;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
    problems.push(configProblem(`needs ${name}, an integer above 0`, name));
    return 1;
  };
  const [hidden, heads] = [count('hidden_size'), count('num_attention_heads')];
  const shape: DecoderShape = {
    layers: count('num_hidden_layers'),
    hidden,
    heads,
    kvHeads: count('num_key_value_heads', heads),
    headSize: count('head_dim', hidden / heads),
    feedForward: count('intermediate_size'),
    vocabulary: count('vocab_size'),
    tied: config['tie_word_embeddings'] === true,
  };
  const sequence = count('max_position_embeddings');
  if (problems.length === 0) problems.push(...headProblems(shape));
  return problems.length > 0 ? failed(...problems) : ok({ shape, sequence, config });
}

function architectureProblems({ architectures }: Record<string, unknown>): Problem[] {
  const isLlama = Array.isArray(architectures) && architectures.includes('LlamaForCausalLM');
  if (isLlama) return [];
  return [configProblem('has architectures without LlamaForCausalLM', 'architectures')];
}

function headProblems({ heads, kvHeads, headSize }: DecoderShape): Problem[] {
  const problems: Problem[] = [];
  if (heads % kvHeads !== 0)
    problems.push(
      configProblem(
        `has ${kvHeads} key heads, which do not divide ${heads} heads`,
        'num_key_value_heads',
      ),
    );
  if (headSize % 2 !== 0)
    problems.push(
      configProblem(`has heads of ${headSize}: rotary positions turn pairs`, 'head_dim'),
    );
  return problems;
}

function configProblem(message: string, path?: string): Problem {
  const problem = { code: 'model.config', message: `config.json ${message}.` };
  return path === undefined ? problem : { ...problem, path };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
