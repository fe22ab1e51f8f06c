/** Where in a file something stands; lines and columns count from 1, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
  /** The file, where the caller gave its name. */
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

/** All that is wrong with what was given. */
export interface Refusal {
  readonly ok: false;
  readonly problems: readonly Problem[];
}

/** What came of it, or all that is wrong: the one way in which input fails. */
export type Result<Value> = { readonly ok: true; readonly value: Value } | Refusal;

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function failed(...problems: readonly Problem[]): Refusal {
  return { ok: false, problems };
}

/** Goes on with the value; a refusal stays what it is. */
export function andThen<Value, Next>(
  result: Result<Value>,
  next: (value: Value) => Result<Next>,
): Result<Next> {
  return result.ok ? next(result.value) : result;
}

/** Makes another value of the value; a refusal stays what it is. */
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
