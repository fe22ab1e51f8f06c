/** Inputs of a note whose names in the formula are the references themselves. */
export function inputs(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}
