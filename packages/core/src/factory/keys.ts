import { MODELS } from '../facts/index.ts';

/** Models of the catalogue whose name contains a dot, which separates the keys of a path elsewhere. */
export const DOTTED_MODELS = Object.keys(MODELS).filter((name) => name.includes('.'));

/**
 * The keys along a path: between dots, except that the name of a catalogue model may contain one
 * (`models.pythia-1.4b.layers`). No other key of a file does.
 */
export function keysOf(path: string): string[] {
  const [first = '', ...others] = path.split('.');
  const below = path.slice(first.length + 1);
  const model =
    first === 'models' && DOTTED_MODELS.find((name) => `${below}.`.startsWith(`${name}.`));
  if (!model) return [first, ...others];
  const rest = below.slice(model.length + 1);
  return [first, model, ...(rest === '' ? [] : rest.split('.'))];
}
