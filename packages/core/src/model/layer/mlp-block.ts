import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { type Formula, type ForwardBackward, linearTime, noteWays } from './linear.ts';

/** Time of a dense MLP of inner width `ffn`, split over `tp`: up (and gate), then down. */
export function mlpTime(
  job: TrainingJob,
  s: Strategy,
  tokens: number,
  width: 'ffn' | 'sharedFfn',
  rec?: Recorder,
): ForwardBackward {
  const { model: m, kernels } = job;
  const inner = m[width] / s.tp;
  const formulas = rec && formulasOf(width);
  const up = linearTime(
    tokens,
    (m.mlpMatrices - 1) * inner,
    m.hidden,
    kernels,
    rec?.within('up'),
    formulas?.up,
  );
  const down = linearTime(tokens, m.hidden, inner, kernels, rec?.within('down'), formulas?.down);
  const time = { forward: up.forward + down.forward, backward: up.backward + down.backward };
  if (rec)
    noteWays('MLP products of a layer', time, 'up + down', rec, (way) => ({
      up: `up.${way}`,
      down: `down.${way}`,
    }));
  return time;
}

function formulasOf(width: 'ffn' | 'sharedFfn') {
  const tokens: Formula = { formula: 'tokens', inputs: { tokens: 'microBatchTokens' } };
  const hidden: Formula = { formula: 'hidden', inputs: { hidden: 'model.hidden' } };
  const split = { ffn: `model.${width}`, tp: 'strategy.tp' };
  return {
    up: {
      label: 'MLP up projection',
      m: tokens,
      n: {
        formula: '(matrices - 1) * (ffn / tp)',
        inputs: { ...split, matrices: 'model.mlpMatrices' },
      },
      k: hidden,
    },
    down: {
      label: 'MLP down projection',
      m: tokens,
      n: hidden,
      k: { formula: 'ffn / tp', inputs: split },
    },
  };
}
