import { isMap, isScalar, parseDocument } from 'yaml';

let last: { readonly text: string; readonly root: unknown } | undefined;

/** The names in a map of a YAML text, which may have mistakes elsewhere; none if there is no map. */
export function readNames(text: string, keys: readonly string[]): readonly string[] {
  if (last?.text !== text) {
    last = { text, root: parseDocument(text, { prettyErrors: false, uniqueKeys: false }).contents };
  }
  let here = last.root;
  for (const key of keys) here = isMap(here) ? here.get(key, true) : undefined;
  if (!isMap(here)) return [];
  return here.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
}
