import { type OperationName, type Operations, shortenStrategy } from '@gigafactory/core/api';
import { type Notes, showQuantity } from '@gigafactory/core/base';
import type { ChatPiece } from '@gigafactory/core/chats';
import type { RunOperation } from '../skill/index.ts';

type Output<Name extends OperationName> = Operations[Name]['output'];
type Chart = Extract<ChatPiece, { readonly kind: 'chart' }>;
type Drawn = Omit<Chart, 'kind' | 'call'>;

/** Bars of a chart, the first ones. */
const MOST_BARS = 12;
/** Parts of a trace over time; each shows its least and its most. */
const MOST_PARTS = 300;
/** Charts of one answer of several figures. */
const MOST_CHARTS = 2;

/** Runs operations, and keeps what of their answers can be drawn. */
export class Charting {
  readonly run: RunOperation;
  #drawn: Drawn[] = [];

  constructor(run: RunOperation) {
    this.run = async (name, input, signal) => {
      const answer = await run(name, input, signal);
      if (answer.ok) this.#drawn.push(...chartsOf(name, answer.value));
      return answer;
    };
  }

  /** The charts of what was run since it was asked last. @param call that it was run for */
  take(call: string): readonly Chart[] {
    const drawn = this.#drawn;
    this.#drawn = [];
    return drawn.map((each) => ({ kind: 'chart', call, ...each }));
  }
}

const DRAWERS: { readonly [Name in OperationName]?: (value: Output<Name>) => readonly Drawn[] } = {
  strategies: ofStrategies,
  twin: ofTwin,
  optimise: ofPolicies,
  power: ofPower,
  sweep: ofSweep,
  compare: ofScenarios,
};

/** What of an operation's answer is a series: nothing of most. */
function chartsOf<Name extends OperationName>(name: Name, value: Output<Name>): readonly Drawn[] {
  return DRAWERS[name]?.(value) ?? [];
}

function ofStrategies({ run, top }: Output<'strategies'>): readonly Drawn[] {
  const shown = top.slice(0, MOST_BARS);
  if (shown.length < 2) return [];
  return [
    {
      ...{ title: `Step time of ${run}, by strategy`, unit: 's' },
      over: { kind: 'names', names: shown.map(({ strategy }) => shortenStrategy(strategy)) },
      series: [{ label: 'Step time', values: shown.map(({ stepTime }) => stepTime) }],
    },
  ];
}

function ofTwin({ run, lost, notes }: Output<'twin'>): readonly Drawn[] {
  const all: Notes = notes;
  const causes = Object.entries(lost)
    .filter(([, { mean }]) => mean > 0)
    .toSorted(([, a], [, b]) => b.mean - a.mean)
    .slice(0, MOST_BARS);
  if (causes.length < 2) return [];
  const names = causes.map(([cause]) => {
    const label = all[`twin.${run}.lost.${cause}`]?.label ?? cause;
    return label.replace(/^Time lost | in a life$/g, '');
  });
  return [
    {
      ...{ title: `Time that ${run} loses in a life`, unit: 'h', over: { kind: 'names', names } },
      series: [
        {
          label: 'Mean, with its 95 % interval',
          values: causes.map(([, { mean }]) => mean),
          ranges: causes.map(([, { ci95 }]) => [...ci95]),
        },
      ],
    },
  ];
}

function ofPolicies({ run, policies }: Output<'optimise'>): readonly Drawn[] {
  const shown = policies.slice(0, MOST_BARS);
  if (shown.length < 2) return [];
  const names = shown.map(({ settings, isFile }) => {
    const words = Object.entries(settings).map(([name, setting]) => `${name} ${setting}`);
    return `${words.join(', ')}${isFile ? ' (the file)' : ''}`;
  });
  return [
    {
      ...{ title: `Goodput of ${run}, by policy`, unit: '%', over: { kind: 'names', names } },
      series: [
        {
          label: 'Mean, with its 95 % interval',
          values: shown.map(({ ettr }) => ettr.mean),
          ranges: shown.map(({ ettr }) => [...ettr.ci95]),
        },
      ],
    },
  ];
}

function ofPower({ run, interval, site, safeGrid }: Output<'power'>): readonly Drawn[] {
  const part = Math.max(1, Math.ceil(site.length / MOST_PARTS));
  const places = site.flatMap((_, at) => (at % part === 0 ? extremesOf(site, at, part) : []));
  const each = part === 1 ? '' : `, least and most of each ${showQuantity(part * interval, 's')}`;
  const valuesOf = (trace: readonly number[]) => places.map((at) => trace[at] ?? null);
  return [
    {
      ...{ title: `Power while ${run} trains${each}`, unit: 'MW' },
      over: { kind: 'time', seconds: places.map((at) => at * interval) },
      series: [
        { label: 'Site, and grid without a battery', values: valuesOf(site) },
        { label: 'Grid with the battery for any trace', values: valuesOf(safeGrid) },
      ],
    },
  ];
}

/** Where a part of a trace is least and most, in their order. */
function extremesOf(trace: readonly number[], from: number, length: number): number[] {
  let [least, most] = [from, from];
  for (let at = from; at < Math.min(from + length, trace.length); at++) {
    if (trace[at]! < trace[least]!) least = at;
    if (trace[at]! > trace[most]!) most = at;
  }
  return least === most ? [least] : [Math.min(least, most), Math.max(least, most)];
}

function ofSweep({ over, figures, points }: Output<'sweep'>): readonly Drawn[] {
  const [input] = over;
  if (!input || over.length !== 1 || points.length < 2) return [];
  const names = points.map(({ value }) => showQuantity(value, input.unit));
  return figures.slice(0, MOST_CHARTS).map(({ path, label, unit }) => ({
    ...{ title: `${label}, by ${input.label}`, unit, over: { kind: 'names', names } },
    series: [{ label, values: points.map((point) => point.figures[path] ?? null) }],
  }));
}

function ofScenarios({ scenarios, figures }: Output<'compare'>): readonly Drawn[] {
  const names = scenarios.map(({ name }) => name);
  if (names.length < 2) return [];
  return figures.slice(0, MOST_CHARTS).map(({ label, unit, values }) => ({
    ...{ title: `${label}, by scenario`, unit, over: { kind: 'names', names } },
    series: [{ label, values: [...values] }],
  }));
}
