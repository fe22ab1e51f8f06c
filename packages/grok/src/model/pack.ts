import { type Precision, type Tensor, writeSafetensors } from '@gigafactory/trainer/checkpoint';
import { toConfig } from '@gigafactory/trainer/decoder';
import { CONFIG, type Model, TOKENIZER, WEIGHTS } from './read.ts';

const DTYPES: Readonly<Record<Precision, string>> = { F32: 'float32', F16: 'float16' };

/** The files that Hugging Face's and vLLM's loaders read as a `LlamaForCausalLM`, by name. */
export function packModel(
  model: Pick<Model, 'shape' | 'sequence' | 'layout' | 'weights' | 'tokenizer'>,
  precision: Precision,
): Map<string, Uint8Array> {
  const { shape, sequence, layout, weights, tokenizer } = model;
  const tensors = layout.weights.map(
    ({ name, shape: dimensions, offset, size }): Tensor => ({
      name,
      shape: dimensions,
      values: weights.subarray(offset, offset + size),
    }),
  );
  const config = { ...toConfig(shape, sequence), torch_dtype: DTYPES[precision] };
  const encoder = new TextEncoder();
  const json = (value: object): Uint8Array =>
    encoder.encode(`${JSON.stringify(value, undefined, 2)}\n`);
  return new Map([
    [CONFIG, json(config)],
    [WEIGHTS, writeSafetensors(tensors, precision)],
    [TOKENIZER, encoder.encode(tokenizer.toFile())],
    ['tokenizer_config.json', json(tokenizerConfig(sequence))],
  ]);
}

/** Without it `AutoTokenizer` guesses the class by the model and looks for a file of SentencePiece. */
function tokenizerConfig(sequence: number): object {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: sequence,
    eos_token: '<|endoftext|>',
    clean_up_tokenization_spaces: false,
  };
}
