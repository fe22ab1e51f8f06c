import type { Figure, Known, Recorder } from '../base/index.ts';
import { type SoftwareKind, STEP_TIME_ERROR } from '../facts/index.ts';
import { planFigures } from './figures.ts';
import type { StepTimeRange } from './plan.ts';

/**
 * Where the measured step time would lie: the predicted one times the ratios seen in runs with software of
 * this kind. If the kernels are in doubt themselves, the range is wider.
 */
export function planStepTimeRange(kind: SoftwareKind, rec: Recorder, doubt?: Known): StepTimeRange {
  const { label: software, within80, within95 } = STEP_TIME_ERROR[kind];
  const about = `${software}: measured over predicted step time`;
  rec.know('stepTimeError.low95', `${about}, 2.5 of 100 below`, within95.low);
  rec.know('stepTimeError.low80', `${about}, 10 of 100 below`, within80.low);
  rec.know('stepTimeError.high80', `${about}, 10 of 100 above`, within80.high);
  rec.know('stepTimeError.high95', `${about}, 2.5 of 100 above`, within95.high);
  const [low, high] = doubt?.range ?? [1, 1];
  if (doubt) {
    rec.know('stepTimeError.kernelsLow', 'Kernels in doubt, at best', endOf(low));
    rec.know('stepTimeError.kernelsHigh', 'Kernels in doubt, at worst', endOf(high));
  }
  const figure = (end: keyof StepTimeRange, label: string): Figure => {
    const kernels = end.startsWith('low') ? 'kernelsLow' : 'kernelsHigh';
    return {
      label,
      unit: 's',
      formula: `step.time * stepTimeError.${end}${doubt ? ` * stepTimeError.${kernels}` : ''}`,
    };
  };
  const scope = rec.within('stepTimeRange', {
    step: rec.id('step'),
    stepTimeError: rec.id('stepTimeError'),
  });
  return planFigures(
    {
      low95: figure('low95', 'Step time that 2.5 of 100 such runs would beat'),
      low80: figure('low80', 'Step time that 10 of 100 such runs would beat'),
      high80: figure('high80', 'Step time that 10 of 100 such runs would exceed'),
      high95: figure('high95', 'Step time that 2.5 of 100 such runs would exceed'),
    },
    scope,
  );
}

/** One end of a doubt: no further assumption beside the doubt itself. */
function endOf(value: number): Known {
  return {
    value,
    unit: '1',
    provenance: 'method',
    reason: 'One end of the range of the doubt in kernels.',
  };
}
