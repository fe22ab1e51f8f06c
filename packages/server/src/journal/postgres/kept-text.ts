/**
 * A text as PostgreSQL can keep it, which knows neither the character of number 0 nor half a surrogate pair:
 * these, quotes and backslashes are written as in JSON; any other text stays as it is.
 */
export function toKept(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

export function fromKept(kept: string): string {
  return JSON.parse(`"${kept}"`) as string;
}
