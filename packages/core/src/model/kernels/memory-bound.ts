import type { Bytes, Plain, Recorder, Seconds } from '../../base/index.ts';
import type { MemoryFit } from '../../facts/index.ts';

/**
 * Time of a kernel that only streams `bytes` through device memory: norms, activations, optimizer.
 *
 * With a recorder it writes the note `time`; the scope must hold the aliases `bytes` and `fit`.
 */
export function memoryBoundTime(bytes: Bytes, fit: Plain<MemoryFit>, rec?: Recorder): Seconds {
  const time = fit.launch + bytes / fit.bandwidth;
  rec?.derive('time', {
    label: 'Time to stream through memory',
    unit: 'ms',
    value: time,
    formula: 'fit.launch + bytes / fit.bandwidth',
  });
  return time;
}
