import { poissonUpTo } from './poisson.ts';
import { exp, expm1, ln, pow } from './portable.ts';
import { failed, ok, type Problem, type Result } from './problem.ts';
import {
  DIMENSIONLESS,
  type Dimension,
  dividedBy,
  raisedTo,
  sameDimension,
  showDimension,
  times,
} from './units.ts';

/**
 * The language of explanations: numbers, names, `+ - * / ^`, comparisons and a few functions. The plan
 * computes its figures with it, and evaluates them again with other inputs; formulas of the model are checked
 * against the code they explain. Both are checked for value and dimension.
 *
 * A name may hold dots and inner dashes (`training.grok-3.stepTime`), so a minus needs spaces.
 */
export type Formula =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'negate'; readonly args: readonly [Formula] }
  | { readonly op: BinaryOperator; readonly args: readonly [Formula, Formula] }
  | { readonly op: 'call'; readonly name: FunctionName; readonly args: readonly Formula[] };

type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=';
type FunctionName = keyof typeof FUNCTIONS;

const FUNCTIONS = {
  ceil: { arity: 1, apply: (a: number) => Math.ceil(a) },
  floor: { arity: 1, apply: (a: number) => Math.floor(a) },
  round: { arity: 1, apply: (a: number) => Math.round(a) },
  abs: { arity: 1, apply: (a: number) => Math.abs(a) },
  sqrt: { arity: 1, apply: (a: number) => Math.sqrt(a) },
  ln: { arity: 1, apply: ln },
  exp: { arity: 1, apply: exp },
  /** `exp(x) - 1` without the loss of digits near 0. */
  expm1: { arity: 1, apply: expm1 },
  /** `poisson(most, mean)`: the chance of at most `most` where `mean` are expected. */
  poisson: { arity: 2, apply: poissonUpTo },
  min: { arity: -1, apply: (...all: number[]) => Math.min(...all) },
  max: { arity: -1, apply: (...all: number[]) => Math.max(...all) },
  /** `if(condition, then, otherwise)`: a condition is a comparison, 1 or 0. */
  if: { arity: 3, apply: (c: number, a: number, b: number) => (c !== 0 ? a : b) },
} as const;

const BINARY: Record<BinaryOperator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': power,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
};

/** Small integer powers are multiplied out, so that counts stay integers. */
function power(a: number, b: number): number {
  if (!Number.isInteger(b) || b < 0 || b > 8) return pow(a, b);
  let product = 1;
  for (let factor = 0; factor < b; factor++) product *= a;
  return product;
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([A-Za-z_][\w]*(?:(?:\.|-(?=\w))[\w]+)*)|(<=|>=|[-+*/^(),<>]))/y;
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
];
const DEEPEST = 64;
/** Also limits how deeply a sum of many terms nests on the left. */
const LONGEST = 4000;

/** The program has a few hundred formulas; any others come from factory files. */
const MOST_KEPT = 2000;
const parsed = new Map<string, Result<Formula>>();

/** Parses a formula; recent results are cached. */
export function parseFormula(text: string): Result<Formula> {
  const before = parsed.get(text);
  if (before) return before;
  const result = new FormulaParser(text).parse();
  if (parsed.size >= MOST_KEPT) parsed.clear();
  parsed.set(text, result);
  return result;
}

const named = new WeakMap<Formula, readonly string[]>();

/** The names a formula refers to, each once; cached per formula. */
export function namesIn(formula: Formula): readonly string[] {
  const before = named.get(formula);
  if (before) return before;
  const names = new Set<string>();
  const visit = (part: Formula): void => {
    if (part.op === 'name') names.add(part.name);
    else if ('args' in part) part.args.forEach(visit);
  };
  visit(formula);
  const all = [...names];
  named.set(formula, all);
  return all;
}

/** The formula's value; `lookup` gives each name's value in SI. */
export function evaluateFormula(formula: Formula, lookup: (name: string) => number): number {
  switch (formula.op) {
    case 'number':
      return formula.value;
    case 'name':
      return lookup(formula.name);
    case 'negate':
      return -evaluateFormula(formula.args[0], lookup);
    case 'call': {
      const apply = FUNCTIONS[formula.name].apply as (...all: number[]) => number;
      return apply(...formula.args.map((arg) => evaluateFormula(arg, lookup)));
    }
    default:
      return BINARY[formula.op](
        evaluateFormula(formula.args[0], lookup),
        evaluateFormula(formula.args[1], lookup),
      );
  }
}

/** The formula's dimension, or where its dimensions contradict each other. */
export function dimensionOfFormula(
  formula: Formula,
  lookup: (name: string) => Dimension,
): Result<Dimension> {
  switch (formula.op) {
    case 'number':
      return ok(DIMENSIONLESS);
    case 'name':
      return ok(lookup(formula.name));
    case 'negate':
      return dimensionOfFormula(formula.args[0], lookup);
    case 'call':
      return dimensionOfCall(formula.name, formula.args, lookup);
    default:
      return dimensionOfBinary(formula.op, formula.args, lookup);
  }
}

function dimensionOfBinary(
  op: BinaryOperator,
  args: readonly [Formula, Formula],
  lookup: (name: string) => Dimension,
): Result<Dimension> {
  const left = dimensionOfFormula(args[0], lookup);
  if (!left.ok) return left;
  const right = dimensionOfFormula(args[1], lookup);
  if (!right.ok) return right;
  if (op === '*') return ok(times(left.value, right.value));
  if (op === '/') return ok(dividedBy(left.value, right.value));
  if (op === '^') return dimensionOfPower(left.value, right.value, args[1]);
  if (!sameDimension(left.value, right.value)) return mismatch(op, left.value, right.value);
  return ok(op === '+' || op === '-' ? left.value : DIMENSIONLESS);
}

function dimensionOfPower(
  base: Dimension,
  exponentDimension: Dimension,
  exponent: Formula,
): Result<Dimension> {
  if (!sameDimension(exponentDimension, DIMENSIONLESS)) {
    return mismatch('^', base, exponentDimension);
  }
  if (sameDimension(base, DIMENSIONLESS)) return ok(DIMENSIONLESS);
  const written = namesIn(exponent).length === 0 ? evaluateFormula(exponent, Number) : Number.NaN;
  if (Number.isFinite(written)) return ok(raisedTo(base, written));
  return failed({
    code: 'formula.power',
    message: `${showDimension(base)} can only be raised to a written number.`,
  });
}

function dimensionOfCall(
  name: FunctionName,
  args: readonly Formula[],
  lookup: (name: string) => Dimension,
): Result<Dimension> {
  const dimensions: Dimension[] = [];
  for (const arg of args) {
    const dimension = dimensionOfFormula(arg, lookup);
    if (!dimension.ok) return dimension;
    dimensions.push(dimension.value);
  }
  if (name === 'if') {
    const condition = dimensions.shift()!;
    if (!sameDimension(condition, DIMENSIONLESS)) return mismatch(name, condition, DIMENSIONLESS);
  }
  const first = dimensions[0]!;
  for (const other of dimensions) {
    if (!sameDimension(first, other)) return mismatch(name, first, other);
  }
  if (name === 'sqrt') return ok(raisedTo(first, 0.5));
  if (name === 'poisson') return ok(DIMENSIONLESS);
  if (EXPONENTIALS.includes(name) && !sameDimension(first, DIMENSIONLESS)) {
    return mismatch(name, first, DIMENSIONLESS);
  }
  return ok(first);
}

/** Functions of one plain number. */
const EXPONENTIALS: readonly FunctionName[] = ['ln', 'exp', 'expm1'];

function mismatch(op: string, a: Dimension, b: Dimension): Result<never> {
  return failed({
    code: 'formula.dimension',
    message: `"${op}" joins ${showDimension(a)} with ${showDimension(b)}.`,
  });
}

/** Recursive descent; a malformed formula ends as a problem, never as an exception. */
class FormulaParser {
  readonly #text: string;
  #position = 0;
  #token: string | undefined;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Result<Formula> {
    try {
      if (this.#text.length > LONGEST) throw this.#error('is too long');
      this.#advance();
      const formula = this.#level(0);
      if (this.#token !== undefined) throw this.#unexpected();
      return ok(formula);
    } catch (error) {
      if (error instanceof FormulaError) return failed(error.problem);
      throw error;
    }
  }

  #advance(): void {
    TOKEN.lastIndex = this.#position;
    const match = TOKEN.exec(this.#text);
    if (!match) {
      if (this.#text.slice(this.#position).trim() === '') {
        this.#token = undefined;
        this.#position = this.#text.length;
        return;
      }
      throw this.#unexpected();
    }
    this.#token = match[1] ?? match[2] ?? match[3];
    this.#position = TOKEN.lastIndex;
  }

  #level(level: number): Formula {
    const operators = LEVELS[level];
    if (!operators) return this.#unary();
    let left = this.#level(level + 1);
    while (operators.includes(this.#token as BinaryOperator)) {
      const op = this.#token as BinaryOperator;
      this.#advance();
      left = { op, args: [left, this.#level(level + 1)] };
    }
    return left;
  }

  #unary(): Formula {
    // Signs, exponents, parentheses and calls all nest through here.
    if (++this.#depth > DEEPEST) throw this.#error('is nested too deeply');
    const formula = this.#token === '-' ? this.#negation() : this.#power();
    this.#depth--;
    return formula;
  }

  #negation(): Formula {
    this.#advance();
    return { op: 'negate', args: [this.#unary()] };
  }

  #power(): Formula {
    const base = this.#atom();
    if (this.#token !== '^') return base;
    this.#advance();
    return { op: '^', args: [base, this.#unary()] };
  }

  #atom(): Formula {
    const token = this.#token;
    if (token === undefined) throw this.#error('ends too early');
    this.#advance();
    if (/^\d/.test(token)) return { op: 'number', value: Number(token) };
    if (token === '(') {
      const inner = this.#level(0);
      this.#expect(')');
      return inner;
    }
    if (!/^[A-Za-z_]/.test(token)) throw this.#error(`has an unexpected "${token}"`);
    return this.#token === '(' ? this.#call(token) : { op: 'name', name: token };
  }

  #call(name: string): Formula {
    if (!Object.hasOwn(FUNCTIONS, name)) throw this.#error(`calls an unknown function "${name}"`);
    const args: Formula[] = [];
    do {
      this.#advance();
      args.push(this.#level(0));
    } while (this.#token === ',');
    this.#expect(')');
    const { arity } = FUNCTIONS[name as FunctionName];
    if (arity >= 0 && args.length !== arity) {
      throw this.#error(`gives ${name}() ${args.length} arguments instead of ${arity}`);
    }
    return { op: 'call', name: name as FunctionName, args };
  }

  #expect(token: string): void {
    if (this.#token !== token) throw this.#unexpected();
    this.#advance();
  }

  #unexpected(): FormulaError {
    const rest = this.#text.slice(this.#position).trim();
    return this.#error(`has an unexpected "${this.#token ?? rest.charAt(0)}"`);
  }

  #error(what: string): FormulaError {
    return new FormulaError({
      code: 'formula.syntax',
      message: `The formula "${this.#text.slice(0, 120)}" ${what} at character ${this.#position}.`,
    });
  }
}

class FormulaError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
