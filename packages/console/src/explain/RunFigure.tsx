import { DAY_S } from '@gigafactory/core/base';
import type { ReactNode } from 'react';
import { usePlan } from '../state/plan.tsx';
import { type Source, useSource } from '../state/source.ts';
import { Figure, type FigureProps } from './Figure.tsx';

/** Figures of a run that the twin has too, by their names in the plan. */
const IN_TWIN: Readonly<Record<string, string>> = {
  goodput: 'ettr',
  duration: 'duration',
  end: 'end',
};

interface Props extends Omit<FigureProps, 'path'> {
  readonly run: string;
  /** In the plan of the run: `duration`. */
  readonly field: string;
}

/** A figure of a run from the source in the address: by formula, or as simulated if the twin has it. */
export function RunFigure({ run, field, ...look }: Props): ReactNode {
  const [source] = useSource();
  const { notes, training } = usePlan();
  const path = runFigurePath(run, field, source);
  if (field === 'end' && training[run]?.end === undefined) {
    return <span data-tip="The file does not say when the run starts">–</span>;
  }
  const unit = field === 'duration' ? { unit: durationUnit(notes[path]?.value) } : {};
  if (notes[path] || path.startsWith('training.')) {
    return <Figure path={path} {...unit} {...look} />;
  }
  const isKnown = notes[`twin.${run}.ettr`] !== undefined;
  return (
    <span data-tip={isKnown ? 'At this pace the run never ends in some lives' : 'Being simulated'}>
      {isKnown ? '–' : '…'}
    </span>
  );
}

/** What the formula says beside a figure that comes from the twin. */
export function FormulaBeside({ run, field }: Pick<Props, 'run' | 'field'>): ReactNode {
  const [source] = useSource();
  const { training, notes } = usePlan();
  if (source === 'plan' || !IN_TWIN[field]) return null;
  if (field === 'end' && training[run]?.end === undefined) return null;
  const path = `training.${run}.${field}`;
  const unit = field === 'duration' ? { unit: durationUnit(notes[path]?.value) } : {};
  return (
    <small data-part="by formula">
      by formula <Figure path={path} {...unit} />
    </small>
  );
}

/** Days for a run of days; for a shorter one whatever reads best, hours or minutes. */
export function durationUnit(seconds = Number.POSITIVE_INFINITY): 'd' | 's' {
  return seconds < 2 * DAY_S ? 's' : 'd';
}

/** The path of a figure of a run. */
export function runFigurePath(run: string, field: string, source: Source): string {
  const simulated = source === 'twin' ? IN_TWIN[field] : undefined;
  return simulated ? `twin.${run}.${simulated}` : `training.${run}.${field}`;
}

/** The name of a figure of a run, given its name by formula: the twin gives a mean or a median instead. */
export function runFigureName(name: string, field: string, source: Source): string {
  if (source === 'plan' || !IN_TWIN[field]) return name;
  return field === 'goodput' ? 'ETTR, twin' : `${name}, P50, twin`;
}
