import { latest, useAsk } from '../../api/client.ts';
import type { Lever, Operations } from '../../api/types.ts';
import { useFactory } from '../../state/factory.ts';
import { changeSearch, useSearch } from '../../state/location.ts';
import { usePlanState } from '../../state/plan.tsx';
import { writeParam } from '../../state/url.ts';
import { useStudy } from '../../studies/carryOut.ts';

/** Values of an input: of one on a line, and of each of two on a map. */
const STEPS = { line: 41, map: 12 };

/** An input to vary, as the address or what the figure rests on says. */
export interface Axis {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly lever: Lever | undefined;
}

/** What the address says is varied, with what it leaves out filled in. */
export interface Asked {
  readonly figure: string;
  readonly first: Axis | undefined;
  readonly second: Axis | undefined;
  readonly steps: number;
}

/** The figure that people ask about first. */
const FIGURE = 'power.facility';
const FIRST = { path: 'over', from: 'from', to: 'to' } as const;
const SECOND = { path: 'over2', from: 'from2', to: 'to2' } as const;
export const AXES = [FIRST, SECOND] as const;

/** Reads the question out of the address; `levers` are what the figure rests on. */
function readAsked(search: string, levers: readonly Lever[]): Asked {
  const params = new URLSearchParams(search);
  const axis = (names: (typeof AXES)[number], fallback: Lever | undefined): Axis | undefined => {
    const path = params.get(names.path) || fallback?.path;
    if (path === undefined || path === '') return undefined;
    const lever = levers.find((each) => each.path === path);
    const end = (name: 'from' | 'to') => params.get(names[name]) || lever?.[name] || '';
    return { path, from: end('from'), to: end('to'), lever };
  };
  const first = axis(FIRST, levers[0]);
  const second = axis(SECOND, undefined);
  const steps = Number(params.get('steps') || (second ? STEPS.map : STEPS.line));
  return { figure: figureIn(search), first, second, steps };
}

function figureIn(search: string): string {
  return new URLSearchParams(search).get('figure') || FIGURE;
}

/** Changes what the address asks; an empty text leaves it out, which means what is usual. */
export function ask(changes: Readonly<Record<string, string>>): void {
  const search = Object.entries(changes).reduce(
    (all, [name, value]) => writeParam(all, name, value === '' ? undefined : value),
    window.location.search,
  );
  changeSearch(search, { replace: true });
}

/** What the figure of the address rests on, and what is asked about it. */
export function useAsked() {
  const search = useSearch();
  const { input } = useFactory();
  const { stale } = usePlanState();
  const figure = figureIn(search);
  const found = useAsk('levers', { ...input, figure }, { enabled: !stale, place: figure });
  const levers = latest(found)?.levers ?? [];
  return { found, levers, asked: readAsked(search, levers) };
}

/** The sweep that the address asks for. */
export function useSweep(asked: Asked) {
  const { input, file } = useFactory();
  const { stale } = usePlanState();
  const { figure, first, second, steps } = asked;
  const over = [first, second].flatMap((axis) =>
    axis ? [{ path: axis.path, from: axis.from, to: axis.to }] : [],
  );
  const isWhole = over.length > 0 && over.every(({ from, to }) => from !== '' && to !== '');
  const question: Operations['sweep']['input'] = { ...input, over, steps, figures: [figure] };
  const isSteps = Number.isInteger(steps) && steps >= 2 && steps <= 1000;
  const study = useStudy('sweep', question, {
    enabled: isWhole && isSteps && !stale,
    about: `${file.name} ${figure} ${over.map(({ path }) => path).join(' ')}`,
  });
  return { study, isWhole, isSteps };
}
