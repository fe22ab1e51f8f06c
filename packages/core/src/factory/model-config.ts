import { failed, nearestName, ok, type Problem, type Result } from '../base/index.ts';
import type { Architecture } from '../model/index.ts';
import { ConfigFields, type JsonObject } from './config-fields.ts';
import { CONFIG_KINDS } from './config-kinds.ts';
import { cut } from './cursor.ts';

/** A model as a configuration of Hugging Face transformers (`config.json`) describes it. */
export interface ModelConfig {
  /** What it is, for people: `qwen3 of ./config.json`. */
  readonly label: string;
  readonly architecture: Architecture;
}

/**
 * Reads a `config.json` of Hugging Face transformers, whose name is only for messages.
 *
 * Problems: `config.json` (not JSON, or no object), `config.kind` (a kind of model that is not known
 * here), `config.missing` and `config.value` (a field of the shape), `config.field` (a field that
 * might change the shape and is not understood).
 */
export function readModelConfig(text: string, name: string): Result<ModelConfig> {
  const config = parseObject(text, name);
  if (!config.ok) return config;
  const kind = kindOf(config.value, name);
  if (!kind.ok) return kind;
  const fields = new ConfigFields(config.value);
  const architecture = CONFIG_KINDS[kind.value]!.read(fields);
  fields.close();
  if (fields.problems.length > 0) {
    const about = (problem: Problem) => ({
      ...problem,
      message: `"${cut(name)}": ${problem.message}.`,
    });
    return failed(...fields.problems.map(about));
  }
  return ok({ label: `${kind.value} of ${cut(name)}`, architecture });
}

function parseObject(text: string, name: string): Result<JsonObject> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return failed({ code: 'config.json', message: `"${cut(name)}" is not JSON.` });
  }
  if (isObject(value)) return ok(value);
  return failed({ code: 'config.json', message: `"${cut(name)}" holds no JSON object.` });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By `model_type`; by `architectures` where that is left out. */
function kindOf(config: JsonObject, name: string): Result<string> {
  const classes = Array.isArray(config['architectures']) ? config['architectures'] : [];
  const head = classes.find((each) => !/ForCausalLM$/.test(String(each)));
  const type = config['model_type'] ?? kindOfClass(classes[0]);
  if (typeof type !== 'string') {
    const message = `"${cut(name)}" does not say what kind of model it is: it has no "model_type". Is it the config.json of a model?`;
    return failed({ code: 'config.kind', message });
  }
  const known = Object.keys(CONFIG_KINDS);
  if (!known.includes(type)) return failed(unknownKind(type, name, known));
  if (head === undefined) return ok(type);
  const message = `"${cut(name)}" is a ${cut(String(head))}, not a decoder that predicts tokens (…ForCausalLM).`;
  return failed({ code: 'config.kind', message });
}

function kindOfClass(name: unknown): string | undefined {
  return Object.keys(CONFIG_KINDS).find(
    (kind) => `${CONFIG_KINDS[kind]!.name}ForCausalLM` === name,
  );
}

function unknownKind(type: string, name: string, known: readonly string[]): Problem {
  const nearest = nearestName(type, known);
  const message =
    type === 'gemma3'
      ? `"${cut(name)}" is a Gemma 3 that reads images; for its decoder alone, write its "text_config" into a file of its own.`
      : `"${cut(name)}" is of the kind "${cut(type)}", which is not known here; known are ${known.join(', ')}. Write the architecture out under "models".`;
  return { code: 'config.kind', message, ...(nearest === undefined ? {} : { nearest }) };
}
