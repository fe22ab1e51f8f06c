/** A value of TOML, already written: `8`, `"full"`, `["model", "loss"]`. */
export type Setting = readonly [key: string, value: string];

export interface Section {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** A string of TOML; our names and `${VARIABLES}` hold nothing that would need escaping. */
export function text(value: string): string {
  return `"${value}"`;
}

/** The value of a variable of the shell, which puts it in while it writes the document. */
export function variable(name: string): string {
  return `\${${name}}`;
}

/** A list of strings of TOML. */
export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** A document of TOML, in lines. */
export function toml(sections: readonly Section[]): string[] {
  return sections.flatMap(({ name, settings }, index) => [
    ...(index > 0 ? [''] : []),
    `[${name}]`,
    ...settings.map(([key, value]) => `${key} = ${value}`),
  ]);
}
