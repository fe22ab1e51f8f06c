import type { Operations } from '@gigafactory/core/api';
import { type Problem, showQuantity } from '@gigafactory/core/base';
import { leadingFigures } from '@gigafactory/core/plan';
import {
  type AnswerFigure,
  figureOf,
  figuresAt,
  nameOf,
  noteAt,
  type Said,
  sayFigure,
} from './figures.ts';

type Output<Name extends keyof Operations> = Operations[Name]['output'];

/** Most inputs of a formula that an answer names. */
const MOST_INPUTS = 6;

export function sayExplained({ path, note, inputs }: Output<'explain'>): Said {
  const parts = Object.entries(note.inputs ?? {}).slice(0, MOST_INPUTS);
  const named = parts.flatMap(([name, id]) => {
    const input = noteAt(inputs, id);
    if (!input) return [];
    return [`${name} (${nameOf(input)}) is ${showQuantity(input.value, input.unit)}`];
  });
  const formula =
    note.formula === undefined
      ? ''
      : ` Formula: ${note.formula}${named.length > 0 ? `, where ${named.join(', ')}` : ''}.`;
  const source = note.sources?.[0] ? ` Source: ${note.sources[0].title}.` : '';
  const reason =
    note.reason === undefined
      ? ''
      : ` ${note.kind === 'assumed' ? 'Assumed' : 'Note'}: ${note.reason}`;
  const text = `${note.label} (${path}): ${showQuantity(note.value, note.unit)}.${formula}${source}${reason}`;
  return {
    text,
    figures: [
      figureOf(note, path),
      ...figuresAt(
        inputs,
        parts.map(([, id]) => id),
      ),
    ],
  };
}

/** Most figures that the text of a plan names; all headlines are among its figures. */
const MOST_NAMED = 8;

/** `before` is the plan as it stood. */
export function sayPlan(
  plan: Output<'plan'>,
  edits: Readonly<Record<string, string>>,
  before?: Output<'plan'>,
): Said {
  const paths = leadingFigures(plan.notes, Object.keys(plan.training));
  const changed = before
    ? paths.filter((path) => noteAt(before.notes, path)?.value !== noteAt(plan.notes, path)?.value)
    : paths;
  const told = (changed.length > 0 ? changed : paths).slice(0, MOST_NAMED);
  const lines = told.map((path) => {
    const now = noteAt(plan.notes, path)!;
    const was = before && noteAt(before.notes, path);
    const run = /^training\.(.+)\.[^.]+$/.exec(path)?.[1];
    const than =
      was && was.value !== now.value ? ` instead of ${showQuantity(was.value, was.unit)}` : '';
    return `${run === undefined ? '' : `${run}: `}${sayFigure(now)}${than}`;
  });
  const failing = plan.requirements
    .filter(({ verdict }) => verdict === 'fails')
    .map(({ claim }) => claim);
  const claims = failing.length === 0 ? '' : ` Not met: ${failing.join('; ')}.`;
  return {
    text: `${withEdits(edits)}${lines.join('; ')}.${claims}`,
    figures: figuresAt(plan.notes, paths),
    ...(Object.keys(edits).length > 0 ? { edits } : {}),
  };
}

function withEdits(edits: Readonly<Record<string, string>>): string {
  return Object.keys(edits).length === 0 ? '' : `With ${pairsOf(edits)}: `;
}

function pairsOf(edits: Readonly<Record<string, string>>): string {
  return Object.entries(edits)
    .map(([path, value]) => `${path} = ${value}`)
    .join(', ');
}

/** What is wrong, and which edits were given. */
export interface RefusedPlan {
  readonly problems: readonly Problem[];
  readonly edits: Readonly<Record<string, string>>;
}

/** The edits that the problems of a plan propose, together; undefined if there are none. */
export function remedyOf(
  problems: readonly Problem[],
): Readonly<Record<string, string>> | undefined {
  const all = problems.map(({ edits, memory }) => ({ ...memory?.nearest[0]?.edits, ...edits }));
  const remedy: Record<string, string> = Object.assign({}, ...all);
  return Object.keys(remedy).length === 0 ? undefined : remedy;
}

/** A call that the factory refuses: why, and what it proposes instead. */
export function sayRefused(
  problems: readonly Problem[],
  edits: Readonly<Record<string, string>>,
): Said {
  const remedy = remedyOf(problems);
  const mend = remedy === undefined ? '' : ` Part of a remedy: ${pairsOf(remedy)}.`;
  return { text: `${withEdits(edits)}${sayProblems(problems)}${mend}`, figures: [] };
}

/** A plan that was refused, and what it is with the remedy that the refusal proposes. */
export function sayMended({
  problems,
  edits,
  remedy,
  plan,
  stood,
}: RefusedPlan & {
  readonly remedy: Readonly<Record<string, string>>;
  readonly plan: Output<'plan'>;
  /** The plan before the edits, if there was one. */
  readonly stood?: Output<'plan'> | undefined;
}): Said {
  const { text, figures } = sayPlan(plan, {}, stood);
  const refused = `${withEdits(edits)}${sayProblems(problems)}`;
  const said = `${refused} With ${pairsOf(remedy)} as well: ${text}`;
  return { text: said, figures, edits: { ...edits, ...remedy } };
}

function sayProblems(problems: readonly Problem[]): string {
  return problems.map(({ message }) => message).join(' ');
}

export function sayStrategies(
  report: Output<'strategies'>,
  words: (strategy: Output<'strategies'>['best']['strategy']) => string,
): Said {
  const lines = report.top
    .slice(0, 5)
    .map(
      ({ strategy, stepTime, mfu }, at) =>
        `${at + 1}. ${words(strategy)}, ${showQuantity(stepTime, 's')} a step, MFU ${showQuantity(mfu, '%')}`,
    );
  const launch = report.launch ? '\nThe launch script is in the result of the operation.' : '';
  const text = `Best strategies of ${report.run}, of ${report.evaluated.toLocaleString('en-US')} evaluated:\n${lines.join('\n')}${launch}`;
  const { best } = report;
  const figures: AnswerFigure[] = [
    {
      path: `training.${report.run}.stepTime`,
      label: 'Step time',
      value: best.stepTime,
      unit: 's',
    },
    {
      path: `training.${report.run}.mfu`,
      label: 'MFU',
      value: Number((best.mfu * 100).toPrecision(6)),
      unit: '%',
    },
  ];
  return { text, figures };
}

/** Most causes of lost time that an answer names, the largest first. */
const MOST_CAUSES = 3;

export function sayTwin({ run, lives, horizon, seed, notes }: Output<'twin'>): Said {
  const at = (name: string): string => `twin.${run}.${name}`;
  const lost = Object.keys(notes)
    .filter((path) => path.startsWith(at('lost.')) && notes[path]!.value > 0)
    .toSorted((a, b) => notes[b]!.value - notes[a]!.value)
    .slice(0, MOST_CAUSES);
  const show = (path: string): string => {
    const note = noteAt(notes, path);
    return note === undefined ? 'none' : showQuantity(note.value, note.unit);
  };
  const [ettr, unexpected, planned] = [
    at('ettr'),
    at('interruptions.unexpected'),
    at('interruptions.planned'),
  ];
  // `Time lost restarting in a life`.
  const causes = lost.map((path) => {
    const how = notes[path]!.label.replace(/^Time lost | in a life$/g, '');
    return `${how} (${show(path)})`;
  });
  const most = causes.length === 0 ? '' : `; most time is lost ${causes.join(', ')}`;
  const text = `In ${lives} lives of ${showQuantity(horizon, 'd')} of ${run}, seed ${seed}: goodput (ETTR) ${show(ettr)}; a life has ${show(unexpected)} unexpected and ${show(planned)} planned interruptions${most}.`;
  return { text, figures: figuresAt(notes, [ettr, unexpected, planned, ...lost]) };
}

export function sayPolicies(report: Output<'optimise'>): Said {
  const [best] = report.policies;
  if (!best) return { text: `No policy of ${report.run} was lived through.`, figures: [] };
  const settings = Object.entries(best.settings).map(([name, setting]) => `${name} ${setting}`);
  const own = best.isFile
    ? 'the policy of the file is already the best'
    : report.beatsFile
      ? 'significantly better than the policy of the file'
      : 'not significantly different from the policy of the file';
  const edits = Object.keys(best.edits).length === 0 ? '' : ` To have it: ${pairsOf(best.edits)}.`;
  const cost = best.cost
    ? `, ${showQuantity(best.cost.mean, 'USD/GPU-hour')} of useful training`
    : '';
  const text = `Best for ${report.run} by ${report.objective === 'cost' ? 'cost' : 'goodput'}, of ${report.policies.length} policies: ${settings.join(', ')}; goodput ${showQuantity(best.ettr.mean, '%')}${cost}; ${own}.${edits}`;
  return {
    text,
    figures: [
      {
        path: `twin.${report.run}.ettr`,
        label: 'Goodput (ETTR)',
        value: Number((best.ettr.mean * 100).toPrecision(6)),
        unit: '%',
      },
    ],
  };
}

export function sayPower(power: Output<'power'>): Said {
  const at = (name: string): string => `sitePower.${power.run}.${name}`;
  const paths = [
    'average',
    'most',
    'least',
    'swing',
    'ramp',
    'minuteRamp',
    'safe.energy',
    'safe.power',
    'smallest.energy',
    'smallest.power',
  ]
    .map(at)
    .filter((path) => noteAt(power.notes, path));
  const text = `The site draws ${showQuantity(power.least, 'MW')} to ${showQuantity(power.most, 'MW')} while ${power.run} trains, writes a checkpoint, fails and restarts; its largest ramp is ${showQuantity(power.minuteRamp.rate, 'MW/min')} over a minute. To keep the grid within ${showQuantity(power.rampLimit, 'MW/min')} it takes a battery of ${showQuantity(power.safe.energy, 'MWh')} and ${showQuantity(power.safe.power, 'MW')}; ${showQuantity(power.smallest.energy, 'MWh')} if all that happens were known in advance.`;
  return { text, figures: figuresAt(power.notes, paths) };
}

export function sayChecked({ problems }: Output<'check'>): Said {
  if (problems.length === 0)
    return { text: 'The file has no mistakes; it can be planned.', figures: [] };
  const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
  return { text: `The file has ${count}. ${sayMistakes(problems)}`, figures: [] };
}

/** What is wrong with a file, where, and what was probably meant. */
export function sayMistakes(problems: readonly Problem[]): string {
  return problems
    .map(({ path, at, message, nearest }) => {
      const line = at ? `line ${at.line}: ` : '';
      const where = path === undefined ? '' : `${path}: `;
      return `${line}${where}${message}${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`;
    })
    .join(' ');
}
