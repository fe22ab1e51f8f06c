/** A position in a file; lines and columns count from 1, as in editors. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The file, if the caller gave its name. */
  readonly file?: string;
}

/** A mistake in the input, as data: a code to branch on and words to act on. */
export interface Problem {
  readonly code: string;
  /** What is wrong and what to do about it, in one sentence. */
  readonly message: string;
  /** Dotted path of the value in its file, for example `runs.grok-3.precision`. */
  readonly path?: string;
  readonly at?: Place;
  /** What would have been accepted. */
  readonly expected?: string;
  /** The known name that was probably meant. */
  readonly nearest?: string;
  /** A set of edits (path -> value, as text) that, written into the file together, mends this. */
  readonly edits?: Readonly<Record<string, string>>;
}

/** Everything wrong with the input. */
export interface Refusal {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/** A value, or everything wrong with the input: the one way in which operations fail. */
export type Result<Value> = { readonly ok: true; readonly value: Value } | Refusal;

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function failed(...problems: readonly Problem[]): Refusal {
  return { ok: false, problems };
}

/** Continues with the value; a refusal is passed on. */
export function andThen<Value, Next>(
  result: Result<Value>,
  next: (value: Value) => Result<Next>,
): Result<Next> {
  return result.ok ? next(result.value) : result;
}

/** Transforms the value; a refusal is passed on. */
export function mapValue<Value, Next>(
  result: Result<Value>,
  make: (value: Value) => Next,
): Result<Next> {
  return result.ok ? ok(make(result.value)) : result;
}

/** One line a person can act on: `file:line:column path: message (did you mean "x"?)`. */
export function showProblem(problem: Problem, file = ''): string {
  const place = problem.at ? `${file}:${problem.at.line}:${problem.at.column}` : file;
  const path = problem.path ? `${problem.path}: ` : '';
  const nearest = problem.nearest ? ` Did you mean "${problem.nearest}"?` : '';
  return `${place ? `${place} ` : ''}${path}${problem.message}${nearest}`;
}
