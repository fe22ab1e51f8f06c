import {
  type Fix,
  failed,
  namesIn,
  nearestName,
  ok,
  type Problem,
  parseFormula,
  parseQuantity,
  type Result,
} from '../base/index.ts';
import type { Factory, FactoryRequirement } from '../factory/index.ts';
import type { TrainingPlan, TwinClaim, TwinFigure } from './plan.ts';

/** Figures of a life that a requirement may name, and the unit of each. */
const TWIN_FIGURES: Readonly<Record<TwinFigure, string>> = {
  duration: 'd',
  end: 'date',
  goodput: '%',
  ettr: '%',
  interruptions: '1',
  cost: 'USD',
};

const USUAL_PERCENTILE = 50;
const PREFIX = 'twin.';

/** Whether a requirement names a figure of the twin, and so is not one on the plan. */
export function isOfTwin({ quantity }: FactoryRequirement): boolean {
  const formula = parseFormula(quantity.text);
  return formula.ok && namesIn(formula.value).some((name) => name.startsWith(PREFIX));
}

/** Claims about the twin, and problems with those that name something no life has. */
export function readTwinClaims(
  { requirements }: Factory,
  training: Readonly<Record<string, TrainingPlan>>,
): { readonly claims: readonly TwinClaim[]; readonly problems: readonly Problem[] } {
  const claims: TwinClaim[] = [];
  const problems: Problem[] = [];
  requirements.forEach((requirement, index) => {
    const path = `requirements.${index}`;
    if (isOfTwin(requirement)) {
      const claim = readClaim(requirement, index, training);
      const place = { path: `${path}.quantity`, at: requirement.quantity.at };
      if (claim.ok) claims.push(claim.value);
      else problems.push({ ...place, ...claim.problems[0]! });
    } else if (requirement.percentile) {
      problems.push(percentileOfPlan(path, requirement.percentile.at));
    }
  });
  return { claims, problems };
}

function percentileOfPlan(path: string, at: Problem['at']): Problem {
  return {
    code: 'requirement.percentile',
    path: `${path}.percentile`,
    message:
      'A quantity of the plan is one number and has no percentile; leave it out, or name a figure of the twin, such as twin.RUN.duration.',
    ...(at ? { at } : {}),
  };
}

function readClaim(
  requirement: FactoryRequirement,
  index: number,
  training: Readonly<Record<string, TrainingPlan>>,
): Result<TwinClaim> {
  const { claim, source, quantity, percentile } = requirement;
  const named = readName(quantity.text.trim(), training, index);
  if (!named.ok) return named;
  const unit = TWIN_FIGURES[named.value.figure];
  const relation = requirement.atLeast ? 'atLeast' : 'atMost';
  const written = (requirement.atLeast ?? requirement.atMost)!;
  const bound = parseQuantity(written.text, unit);
  if (!bound.ok) {
    const path = `requirements.${index}.${relation}`;
    return failed({ ...bound.problems[0]!, path, at: written.at });
  }
  return ok({
    index,
    claim,
    ...(source === undefined ? {} : { saidBy: source }),
    quantity: quantity.text.trim(),
    ...named.value,
    percentile: percentile?.value ?? USUAL_PERCENTILE,
    relation,
    unit,
    bound: bound.value.value,
    line: written.at.line,
  });
}

/** `twin.RUN.FIGURE`, where the plan has such a run, and what its figure rests on. */
function readName(
  text: string,
  training: Readonly<Record<string, TrainingPlan>>,
  index: number,
): Result<Pick<TwinClaim, 'run' | 'figure'>> {
  const quantity = (name: string) => ({ [`requirements.${index}.quantity`]: name });
  const end = text.lastIndexOf('.');
  const run = text.slice(PREFIX.length, Math.max(PREFIX.length, end));
  const figure = text.slice(end + 1);
  if (!text.startsWith(PREFIX) || /[^\w.-]/.test(text) || run === '') return notAlone(text);
  if (!Object.hasOwn(training, run)) {
    return unknownName(`The file has no run "${run}"`, run, Object.keys(training), (name) =>
      quantity(`${PREFIX}${name}.${figure}`),
    );
  }
  if (!isTwinFigure(figure)) {
    const figures = Object.keys(TWIN_FIGURES);
    return unknownName(
      `A life has no "${figure}"; it has ${figures.join(', ')}`,
      figure,
      figures,
      (name) => quantity(`${PREFIX}${run}.${name}`),
    );
  }
  const { start, cost } = training[run]!;
  const isAbsent =
    (figure === 'end' && start === undefined) || (figure === 'cost' && cost === undefined);
  if (!isAbsent) return ok({ run, figure });
  const message =
    figure === 'end'
      ? `Nothing says when ${run} starts: add "schedule", or "start" to the run.`
      : `Nothing says what ${run} costs: add "money", a node or a site.`;
  return failed({ code: 'requirement.absent', message });
}

function isTwinFigure(name: string): name is TwinFigure {
  return Object.hasOwn(TWIN_FIGURES, name);
}

function notAlone(text: string): Result<never> {
  const message = `"${text}" must be one figure of the twin and nothing else, such as twin.RUN.duration.`;
  return failed({ code: 'requirement.twin', message });
}

function unknownName(
  what: string,
  name: string,
  names: readonly string[],
  fix: (name: string) => Fix['edits'],
): Result<never> {
  const nearest = nearestName(name, names);
  return failed({
    code: 'requirement.quantity',
    message: `${what}.`,
    ...(nearest === undefined
      ? {}
      : { nearest, fixes: [{ label: `Claim about “${nearest}”`, edits: fix(nearest) }] }),
  });
}
