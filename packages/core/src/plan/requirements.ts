import {
  type Dimension,
  dimensionOfFormula,
  evaluateFormula,
  type Formula,
  failed,
  type Notebook,
  type Notes,
  namesIn,
  nearestName,
  ok,
  type Problem,
  parseFormula,
  parseQuantity,
  type Recorder,
  type Result,
  sameDimension,
  unitDimension,
} from '../base/index.ts';
import type { Factory, FactoryRequirement } from '../factory/index.ts';
import { absentFixes, similarPaths, whyAbsent } from './absent.ts';
import { boundFigure } from './bounds.ts';
import type { CheckedRequirement, Verdict } from './plan.ts';
import { isOfTwin } from './twin-claims.ts';
import { explainVerdict } from './verdict.ts';

/** Checks every claim of the file against the plan; a claim about an unknown quantity is a problem. */
export function checkRequirements(
  factory: Factory,
  book: Notebook,
): { readonly checked: CheckedRequirement[]; readonly problems: Problem[] } {
  const notes = book.toNotes();
  const checked: CheckedRequirement[] = [];
  const problems: Problem[] = [];
  factory.requirements.forEach((requirement, index) => {
    if (isOfTwin(requirement)) return;
    const result = checkRequirement(requirement, notes, index, book);
    if (result.ok) checked.push(result.value);
    else {
      const { at } = requirement.quantity;
      problems.push({ path: `requirements.${index}.quantity`, at, ...result.problems[0]! });
    }
  });
  return { checked, problems };
}

function checkRequirement(
  requirement: FactoryRequirement,
  notes: Notes,
  index: number,
  book: Notebook,
): Result<CheckedRequirement> {
  const formula = parseFormula(requirement.quantity.text);
  if (!formula.ok) return formula;
  const names = namesIn(formula.value);
  for (const name of names) {
    if (Object.hasOwn(notes, name)) continue;
    return unknownQuantity(name, notes, requirement.quantity, index);
  }
  const unit = unitOf(formula.value, names, notes);
  if (!unit.ok) return unit;
  const relation = requirement.atLeast ? 'atLeast' : 'atMost';
  const written = (requirement.atLeast ?? requirement.atMost)!;
  const bound = parseQuantity(written.text, unit.value);
  if (!bound.ok) {
    return failed({
      ...bound.problems[0]!,
      path: `requirements.${index}.${relation}`,
      at: written.at,
    });
  }
  const value = evaluateFormula(formula.value, (name) => notes[name]!.value);
  const { range, swings } = boundFigure(notes, names, (lookup) =>
    evaluateFormula(formula.value, lookup),
  );
  if (![value, ...range].every(Number.isFinite)) return noNumber(requirement.quantity.text);
  const verdict = judge(relation, value, range, bound.value.value);
  const margin = noteRequirement(
    book.within(`requirements.${index}`),
    requirement,
    bound.value.value,
    unit.value,
  );
  return ok({
    claim: requirement.claim,
    ...(requirement.source === undefined ? {} : { saidBy: requirement.source }),
    quantity: requirement.quantity.text,
    source: 'plan',
    relation,
    unit: unit.value,
    bound: bound.value.value,
    value,
    range,
    verdict,
    margin,
    why: explainVerdict(
      { relation, value, range, bound: bound.value.value, unit: unit.value, verdict, margin },
      swings,
    ),
    line: written.at.line,
  });
}

function unknownQuantity(
  name: string,
  notes: Notes,
  { text }: FactoryRequirement['quantity'],
  index: number,
): Result<never> {
  const absent = whyAbsent(name, notes);
  if (absent !== undefined) {
    return failed({
      code: 'requirement.absent',
      message: `The plan has no "${name}": ${absent}.`,
      fixes: absentFixes(name, notes),
    });
  }
  const nearest = nearestName(name, Object.keys(notes));
  return failed({
    code: 'requirement.quantity',
    message: `The plan has no quantity "${name}"; "gigafactory explain FILE" lists what it has.`,
    ...(nearest === undefined ? {} : { nearest }),
    fixes: similarPaths(notes, name)
      .slice(0, MOST_ALIKE)
      .map((each) => ({
        label: `Claim about “${each}”`,
        edits: { [`requirements.${index}.quantity`]: withName(text, name, each) },
      })),
  });
}

/** More names than this are no proposal. */
const MOST_ALIKE = 3;

/** The formula with another name in place of one. */
function withName(formula: string, name: string, by: string): string {
  const written = name.replaceAll('.', '\\.');
  return formula.replace(new RegExp(`(?<![\\w.-])${written}(?![\\w.]|-\\w)`, 'g'), by);
}

function noNumber(formula: string): Result<never> {
  return failed({
    code: 'requirement.value',
    message: `"${formula}" is not a finite number here, or not over the whole range of its inputs.`,
  });
}

/** A single figure keeps its unit; a formula gets a fitting unit from one of its figures, or none. */
function unitOf(formula: Formula, names: readonly string[], notes: Notes): Result<string> {
  const units = names.map((name) => notes[name]!.unit);
  if (formula.op === 'name') return ok(units[0]!);
  const dimension = dimensionOfFormula(formula, (name) => unitDimension(notes[name]!.unit));
  if (!dimension.ok) return dimension;
  return ok(fitting(units, dimension.value) ?? '1');
}

function fitting(units: readonly string[], dimension: Dimension): string | undefined {
  if (sameDimension(dimension, unitDimension('1'))) return '1';
  return units.find((unit) => unit !== 'date' && sameDimension(unitDimension(unit), dimension));
}

function judge(
  relation: 'atLeast' | 'atMost',
  value: number,
  [low, high]: readonly [number, number],
  bound: number,
): Verdict {
  const holdsAt = (number: number) => (relation === 'atLeast' ? number >= bound : number <= bound);
  return holdsAt(low) !== holdsAt(high) ? 'unknown' : holdsAt(value) ? 'holds' : 'fails';
}

/** Notes what a requirement claims and returns its margin. */
function noteRequirement(
  rec: Recorder,
  { claim, source, quantity, atLeast, atMost }: FactoryRequirement,
  bound: number,
  unit: string,
): number {
  rec.figure('value', { label: claim, unit, formula: quantity.text });
  rec.know('bound', `Bound of "${claim}"`, {
    value: bound,
    unit,
    provenance: 'given',
    at: (atLeast ?? atMost)!.at,
    ...(source === undefined ? {} : { source: { title: source } }),
  });
  const distance = atLeast ? 'value - bound' : 'bound - value';
  // A share of a date would be meaningless, so its margin is a time.
  const absolute = unit === 'date' || bound === 0;
  return rec.figure('margin', {
    label: `Margin of "${claim}"`,
    unit: unit === 'date' ? 'd' : absolute ? unit : '%',
    formula: absolute ? distance : `(${distance}) / abs(bound)`,
  });
}
