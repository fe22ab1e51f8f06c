import type { Recorder } from '../../base/index.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { type ForwardBackward, linearTime, noteWays } from './linear.ts';

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
    { m: tokens, n: (m.mlpMatrices - 1) * inner, k: m.hidden },
    kernels,
    rec?.within('up'),
    formulas?.up,
  );
  const down = linearTime(
    { m: tokens, n: m.hidden, k: inner },
    kernels,
    rec?.within('down'),
    formulas?.down,
  );
  const time = { forward: up.forward + down.forward, backward: up.backward + down.backward };
  if (rec) noteWays('MLP products of a layer', time, ['up', 'down'], rec);
  return time;
}

function formulasOf(width: 'ffn' | 'sharedFfn') {
  const [tokens, hidden] = ['microBatchTokens', 'model.hidden'];
  const inner = `model.${width} / strategy.tp`;
  return {
    up: {
      label: 'MLP up projection',
      m: tokens,
      n: `(model.mlpMatrices - 1) * (${inner})`,
      k: hidden,
    },
    down: { label: 'MLP down projection', m: tokens, n: hidden, k: inner },
  };
}
