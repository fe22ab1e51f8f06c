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
}

export type Result<T, P = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: P };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed<P>(problem: P): { readonly ok: false; readonly problem: P } {
  return { ok: false, problem };
}

/** One line a person can act on: `file:line:column path: message (did you mean "x"?)`. */
export function showProblem(problem: Problem, file = ''): string {
  const place = problem.at ? `${file}:${problem.at.line}:${problem.at.column}` : file;
  const path = problem.path ? `${problem.path}: ` : '';
  const nearest = problem.nearest ? ` Did you mean "${problem.nearest}"?` : '';
  return `${place ? `${place} ` : ''}${path}${problem.message}${nearest}`;
}
