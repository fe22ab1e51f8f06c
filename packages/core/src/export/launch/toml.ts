/** A key and its value in TOML syntax: `8`, `"full"`, `["model", "loss"]`. */
export type Setting = readonly [key: string, value: string];

export interface Section {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** A TOML string; our names and `${VARIABLES}` contain nothing that needs escaping. */
export function text(value: string): string {
  return `"${value}"`;
}

/** The value of a shell variable, which the shell substitutes while it writes the document. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** A TOML list of strings. */
export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** A TOML document, in lines. */
export function toml(sections: readonly Section[]): string[] {
  return sections.flatMap(({ name, settings }, index) => [
    ...(index > 0 ? [''] : []),
    `[${name}]`,
    ...settings.map(([key, value]) => `${key} = ${value}`),
  ]);
}
