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
  type Result,
  sameDimension,
  unitDimension,
} from '../base/index.ts';
import type { Factory, FactoryRequirement } from '../factory/index.ts';
import { boundFigure } from './bounds.ts';
import type { CheckedRequirement, Verdict } from './plan.ts';
import { explainVerdict } from './verdict.ts';

/** Holds every claim of the file against the plan; a claim about nothing known is a problem. */
export function checkRequirements(
  factory: Factory,
  book: Notebook,
): { readonly checked: CheckedRequirement[]; readonly problems: Problem[] } {
  const notes = book.toNotes();
  const checked: CheckedRequirement[] = [];
  const problems: Problem[] = [];
  factory.requirements.forEach((requirement, index) => {
    const result = checkRequirement(requirement, notes, index, book);
    if (result.ok) checked.push(result.value);
    else {
      const { at } = requirement.quantity;
      problems.push({ path: `requirements.${index}.quantity`, at, ...result.problem });
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
  for (const name of names) if (!Object.hasOwn(notes, name)) return unknownQuantity(name, notes);
  const unit = unitOf(formula.value, names, notes);
  if (!unit.ok) return unit;
  const relation = requirement.atLeast ? 'atLeast' : 'atMost';
  const written = (requirement.atLeast ?? requirement.atMost)!;
  const bound = parseQuantity(written.text, unit.value);
  if (!bound.ok) {
    return failed({ ...bound.problem, path: `requirements.${index}.${relation}`, at: written.at });
  }
  const value = evaluateFormula(formula.value, (name) => notes[name]!.value);
  const { range, swings } = boundFigure(notes, names, (lookup) =>
    evaluateFormula(formula.value, lookup),
  );
  if (![value, ...range].every(Number.isFinite)) return noNumber(requirement.quantity.text);
  const judged = judge(relation, value, range, bound.value.value, unit.value);
  const rec = book.within(`requirements.${index}`);
  noteRequirement(
    rec,
    requirement,
    { ...judged, value, bound: bound.value.value },
    unit.value,
    names,
  );
  return ok({
    claim: requirement.claim,
    ...(requirement.source === undefined ? {} : { source: requirement.source }),
    quantity: requirement.quantity.text,
    relation,
    unit: unit.value,
    bound: bound.value.value,
    value,
    range,
    verdict: judged.verdict,
    margin: judged.margin,
    why: explainVerdict(
      { relation, value, range, bound: bound.value.value, unit: unit.value, ...judged },
      swings,
    ),
    line: written.at.line,
  });
}

function unknownQuantity(name: string, notes: Notes): Result<never> {
  const nearest = nearestName(name, Object.keys(notes));
  return failed({
    code: 'requirement.quantity',
    message: `The plan has no quantity "${name}"; "gigafactory explain FILE" lists what it has.`,
    ...(nearest === undefined ? {} : { nearest }),
  });
}

function noNumber(formula: string): Result<never> {
  return failed({
    code: 'requirement.value',
    message: `"${formula}" is no finite number here, or not over the whole range of its inputs.`,
  });
}

/** A lone figure keeps its unit; a formula gets one of its figures' that fits, or none. */
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
  unit: string,
): { readonly verdict: Verdict; readonly margin: number } {
  const holdsAt = (number: number) => (relation === 'atLeast' ? number >= bound : number <= bound);
  const verdict = holdsAt(low) !== holdsAt(high) ? 'unknown' : holdsAt(value) ? 'holds' : 'fails';
  const distance = relation === 'atLeast' ? value - bound : bound - value;
  // A share of a date means nothing: its margin is time.
  return {
    verdict,
    margin: unit === 'date' || bound === 0 ? distance : distance / Math.abs(bound),
  };
}

function noteRequirement(
  rec: Notebook,
  requirement: FactoryRequirement,
  figures: { readonly value: number; readonly bound: number; readonly margin: number },
  unit: string,
  names: readonly string[],
): void {
  const { claim } = requirement;
  rec.derive('value', {
    label: claim,
    unit,
    value: figures.value,
    formula: requirement.quantity.text,
    inputs: Object.fromEntries(names.map((name) => [name, name])),
  });
  const { at } = (requirement.atLeast ?? requirement.atMost)!;
  rec.know('bound', `Bound of "${claim}"`, {
    value: figures.bound,
    unit,
    provenance: 'given',
    at,
    ...(requirement.source === undefined ? {} : { source: { title: requirement.source } }),
  });
  const distance = requirement.atLeast ? 'value - bound' : 'bound - value';
  const inTime = unit === 'date' || figures.bound === 0;
  rec.derive('margin', {
    label: `Margin of "${claim}"`,
    unit: unit === 'date' ? 'd' : inTime ? unit : '%',
    value: figures.margin,
    formula: inTime ? distance : `(${distance}) / abs(bound)`,
    inputs: { value: 'value', bound: 'bound' },
  });
}
