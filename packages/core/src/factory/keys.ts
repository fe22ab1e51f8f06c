import { MODELS } from '../facts/index.ts';

/** Models of the catalogue whose name contains a dot, which separates the keys of a path elsewhere. */
export const DOTTED_MODELS = Object.keys(MODELS).filter((name) => name.includes('.'));

/** The keys at the top of a factory file, in the order of its reference. */
export const FILE_KEYS: readonly string[] = [
  ...['gigafactory', 'name', 'about', 'hardware', 'fleet', 'fabric', 'storage', 'site'],
  ...['reliability', 'operations', 'resilience', 'hazards', 'money', 'schedule', 'references'],
  ...['models', 'runs', 'engine', 'services', 'requirements', 'scenarios'],
];

/**
 * The keys along a path: between dots, except that the name of a catalogue model may contain one
 * (`models.pythia-1.4b.layers`), and that a scenario has paths as keys (`scenarios.B200.hardware.gpu`). No other key
 * of a file has a dot.
 */
export function keysOf(path: string): string[] {
  const [first = '', ...others] = path.split('.');
  const below = path.slice(first.length + 1);
  if (first === 'scenarios' && below !== '') return ['scenarios', ...scenarioKeys(below)];
  const model =
    first === 'models' && DOTTED_MODELS.find((name) => `${below}.`.startsWith(`${name}.`));
  if (!model) return [first, ...others];
  const rest = below.slice(model.length + 1);
  return [first, model, ...(rest === '' ? [] : rest.split('.'))];
}

/** The name of a scenario, which may have dots too, ends where a path from the top of the file begins. */
function scenarioKeys(below: string): string[] {
  for (let dot = below.indexOf('.'); dot >= 0; dot = below.indexOf('.', dot + 1)) {
    const path = below.slice(dot + 1);
    if (FILE_KEYS.includes(path.split('.')[0]!)) return [below.slice(0, dot), path];
  }
  return [below];
}
