import { isMap, isScalar, type Node } from 'yaml';
import { failed, type Place, type Problem, type Result } from '../base/index.ts';
import type { Architecture } from '../model/index.ts';
import { editFactory } from './edit.ts';
import { type ModelConfig, readModelConfig } from './model-config.ts';
import { isModelFile } from './models.ts';
import { parseText } from './yaml-text.ts';

/** A place of a factory file that names a configuration (`config.json`) where a model goes. */
export interface ModelFile {
  /** In the factory file: `runs.sft.model`, `models.ours`. */
  readonly path: string;
  /** As written: `./config.json`. */
  readonly file: string;
  readonly at: Place;
}

/** Every configuration that a factory file names; none where the file cannot be read. */
export function modelFilesOf(text: string): readonly ModelFile[] {
  const parsed = parseText(text);
  if (!parsed.ok) return [];
  const { document, lines } = parsed.value;
  const root = document.contents;
  const found: ModelFile[] = [];
  const look = (path: string, node: unknown): void => {
    if (!isScalar(node) || typeof node.value !== 'string' || !isModelFile(node.value)) return;
    const { line, col } = lines.linePos(node.range![0]);
    found.push({ path, file: node.value, at: { line, column: col } });
  };
  for (const [name, node] of entriesOf(childOf(root, 'models'))) look(`models.${name}`, node);
  for (const [name, node] of entriesOf(childOf(root, 'runs'))) {
    look(`runs.${name}.model`, childOf(node, 'model'));
  }
  return found;
}

/**
 * Writes configurations into a factory file in place of their names: an entry of `models` each, on
 * one line. What is not among `configs` stays as it is. Problems: those of `readModelConfig`, at the
 * place that names the file, and those of `editFactory`.
 *
 * @param configs the text of each configuration, by its name in the factory file
 */
export function inlineModelFiles(
  text: string,
  configs: Readonly<Record<string, string>>,
): Result<string> {
  const files = modelFilesOf(text).filter(({ file }) => Object.hasOwn(configs, file));
  const taken = new Set(entriesOf(childOf(documentOf(text), 'models')).map(([name]) => name));
  const edits: Record<string, string> = {};
  const names = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, file, at } of files) {
    const config = readModelConfig(configs[file]!, file);
    if (!config.ok) {
      problems.push(...config.problems.map((problem) => ({ ...problem, path, at })));
    } else if (path.startsWith('models.')) {
      edits[path] = writeModel(config.value);
    } else {
      const name = names.get(file) ?? freeName(file, taken);
      names.set(file, name);
      edits[`models.${name}`] = writeModel(config.value);
      edits[path] = name;
    }
  }
  return problems.length > 0 ? failed(...problems) : editFactory(text, edits);
}

/** `{label: "qwen3 of ./config.json", layers: 36, …}`. */
function writeModel({ label, architecture }: ModelConfig): string {
  const fields = Object.entries(architecture) as [keyof Architecture, number][];
  const written = fields.map(([name, value]) => `${name}: ${value}`);
  return `{label: ${JSON.stringify(label)}, ${written.join(', ')}}`;
}

/** After the folder of a `config.json`, or after the file: a name that the file does not have yet. */
function freeName(file: string, taken: Set<string>): string {
  const [last = '', folder = ''] = file.split('/').reverse();
  const stem = last.replace(/\.json$/i, '');
  const wanted = (stem === 'config' && folder !== '.' ? folder : stem).replace(/[^\w-]+/g, '-');
  const base = /^[A-Za-z]/.test(wanted) ? wanted.slice(0, 60) : 'config';
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

function documentOf(text: string): Node | null {
  const parsed = parseText(text);
  return parsed.ok ? parsed.value.document.contents : null;
}

function childOf(node: unknown, key: string): unknown {
  return isMap(node) ? node.get(key, true) : undefined;
}

/** Names and values of a map whose names a path can hold. */
function entriesOf(node: unknown): (readonly [string, unknown])[] {
  if (!isMap(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : undefined;
    return name === undefined || name.includes('.') ? [] : [[name, value] as const];
  });
}
