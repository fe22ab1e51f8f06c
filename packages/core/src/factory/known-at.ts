import { isKnown, type Known } from '../base/index.ts';
import type { Factory } from './factory.ts';
import { keysOf } from './keys.ts';

/** What a factory has at a path of its file: a quantity, anything else, or nothing (undefined). */
export function factoryAt(factory: Factory, path: string): unknown {
  let here: unknown = factory;
  for (const key of keysOf(path)) {
    if (typeof here !== 'object' || here === null || isKnown(here)) return undefined;
    here = Object.hasOwn(here, key) ? (here as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return here;
}

/** The paths of all quantities of a factory, those that the file leaves to defaults too. */
export function quantityPaths(factory: Factory): string[] {
  const paths: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (isKnown(value)) paths.push(path);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, below] of Object.entries(value)) walk(below, path ? `${path}.${key}` : key);
    }
  };
  walk(factory, '');
  return paths;
}

/** The quantity at a path; undefined if something else, or nothing, is there. */
export function quantityAt(factory: Factory, path: string): Known | undefined {
  const here = factoryAt(factory, path);
  return isKnown(here) ? here : undefined;
}
