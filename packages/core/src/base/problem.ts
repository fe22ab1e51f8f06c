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
  /** If a quantity is beyond what it may be: the limit that it breaks, in SI. */
  readonly limit?: number;
  /** The known name that was probably meant. */
  readonly nearest?: string;
  /** Edits (path -> value, as text) that fix this problem if all of them are written into the file. */
  readonly edits?: Readonly<Record<string, string>>;
  /** Ways to mend it for a person to choose from, each by itself; the likeliest first. */
  readonly fixes?: readonly Fix[];
  /** If a GPU has too little memory: what it would hold, how much is missing, and what would fit. */
  readonly memory?: MemoryShortage;
}

/** One way to mend a problem, in one step. */
export interface Fix {
  /** What it does, in a few words: `Set the run to 49,152 GPUs`. */
  readonly label: string;
  /** Path -> value as text, as `--set` takes them; an empty value removes what stands there. */
  readonly edits: Readonly<Record<string, string>>;
}

/** What the fullest GPU of a run would hold, B; the parts add up to the total. */
export interface MemoryShortage {
  /** The pinned strategy or, of those that can be laid out, the one that needs least; in short form. */
  readonly strategy: string;
  /** Pipeline stage of the fullest GPU, from 0. */
  readonly stage: number;
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly logits: number;
  readonly reserve: number;
  readonly total: number;
  /** Memory of a GPU. */
  readonly capacity: number;
  /** Bytes of the total beyond that. */
  readonly over: number;
  /** What would fit: fewest changes first, then fastest first. */
  readonly nearest: readonly MemoryFit[];
}

/** A change to the file that makes a run fit. */
export interface MemoryFit {
  /** Path -> value as text: written into the file together, they make the run fit. */
  readonly edits: Readonly<Record<string, string>>;
  /** How the run is then split, in short form. */
  readonly strategy: string;
  /** On the fullest GPU, B. */
  readonly total: number;
  /** s. */
  readonly stepTime: number;
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

/** Every way to mend a problem, each once: its `fixes`, its `edits`, and what would fit into memory. */
export function fixesOf({ fixes = [], edits, memory }: Problem): readonly Fix[] {
  const more = [...(edits ? [edits] : []), ...(memory?.nearest ?? []).map((fit) => fit.edits)];
  const found = new Map<string, Fix>();
  for (const fix of [
    ...fixes,
    ...more.map((each) => ({ label: editsInWords(each), edits: each })),
  ]) {
    const same = JSON.stringify(fix.edits);
    if (!found.has(same)) found.set(same, fix);
  }
  return [...found.values()];
}

/** A problem with every way to mend it among its `fixes`. */
export function withFixes(problem: Problem): Problem {
  const fixes = fixesOf(problem);
  return fixes.length > 0 ? { ...problem, fixes } : problem;
}

/** `Set site.pue to 1.2, remove runs.pretrain.gpus`. */
export function editsInWords(edits: Readonly<Record<string, string>>): string {
  const words = Object.entries(edits).map(([path, value]) =>
    value === '' ? `remove ${path}` : `set ${path} to ${value}`,
  );
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
