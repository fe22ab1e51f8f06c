/** What is wrong with what the program was launched with; it ends before it trains. */
export class LaunchError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'LaunchError';
  }
}

/** Reads fields one by one and collects all that is wrong with them. */
export class Fields {
  readonly problems: string[] = [];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #prefix: string;

  constructor(values: Readonly<Record<string, unknown>>, prefix = '') {
    this.#values = values;
    this.#prefix = prefix;
  }

  /** A whole number of at least `least`; where it is none, that is a problem, and `least` comes back. */
  count(name: string, least: number): number {
    const value = this.raw(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    this.refuse(name, value, `a whole number of at least ${least}`);
    return least;
  }

  /** The same, written as text. */
  countText(name: string, least: number): number {
    const value = this.raw(name);
    const number =
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least) return number;
    this.refuse(name, value, `a whole number of at least ${least}`);
    return least;
  }

  text(name: string): string {
    const value = this.raw(name);
    if (typeof value === 'string' && value !== '') return value;
    this.refuse(name, value, 'a text');
    return '';
  }

  flag(name: string): boolean {
    const value = this.raw(name);
    if (typeof value === 'boolean') return value;
    this.refuse(name, value, 'true or false');
    return false;
  }

  raw(name: string): unknown {
    return this.#values[name];
  }

  refuse(name: string, value: unknown, expected: string): void {
    const given = value === undefined ? 'missing' : JSON.stringify(value);
    this.problems.push(`${this.#prefix}${name} is ${given}: it must be ${expected}`);
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
