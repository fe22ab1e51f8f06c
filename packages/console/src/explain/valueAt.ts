/**
 * The number at a path of a plan. Keys may contain dots (a run named `llama-3.1`), so at each level the
 * longest matching key is taken.
 */
export function valueAt(tree: unknown, path: string): number | undefined {
  if (path === '') return typeof tree === 'number' ? tree : undefined;
  if (typeof tree !== 'object' || tree === null) return undefined;
  const keys = Object.keys(tree)
    .filter((key) => path === key || path.startsWith(`${key}.`))
    .sort((a, b) => b.length - a.length);
  for (const key of keys) {
    const value = valueAt(tree[key as keyof typeof tree], path.slice(key.length + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}
