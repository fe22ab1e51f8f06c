import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { GemmFit } from '../../facts/index.ts';

/** The matrix product (m x k) (k x n). */
export interface GemmShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** `groups` products of the same shape in one kernel, as the experts of one GPU need. */
interface GroupedGemmShape extends GemmShape {
  readonly groups: number;
}

/**
 * Time of one matrix product on one GPU: a roofline over waves of tiles, with a clock that drops in long
 * kernels.
 *
 * With a recorder it writes the notes `waves`, `compute`, `memory`, `cast` and `time`; the scope must hold
 * the aliases `m`, `n`, `k` and `fit`.
 */
export function gemmTime(shape: GemmShape, fit: Plain<GemmFit>, rec?: Recorder): Seconds {
  return timeOf(1, shape, fit, false, rec);
}

/** Time of a grouped product; the scope of a recorder must also hold the alias `groups`. */
export function groupedGemmTime(
  shape: GroupedGemmShape,
  fit: Plain<GemmFit>,
  rec?: Recorder,
): Seconds {
  return timeOf(shape.groups, shape, fit, true, rec);
}

/** Whether a shape lies outside what the constants were fitted to. */
export function gemmExtrapolated({ m, n, k }: GemmShape, fit: Plain<GemmFit>): boolean {
  const { measured } = fit;
  return (
    m < measured.m.least ||
    m > measured.m.most ||
    n < measured.n.least ||
    n > measured.n.most ||
    k < measured.k.least ||
    k > measured.k.most
  );
}

function timeOf(
  groups: number,
  { m, n, k }: GemmShape,
  fit: Plain<GemmFit>,
  grouped: boolean,
  rec: Recorder | undefined,
): Seconds {
  const waves = (groups * Math.ceil(m / fit.tileM) * Math.ceil(n / fit.tileN)) / fit.sms;
  const work = fit.flopPerMac * groups * m * n * k;
  const slots = fit.tileM * fit.tileN * fit.sms;
  const filled = waves + fit.wavePenalty * (Math.ceil(waves) - waves);
  const compute =
    ((fit.flopPerMac * slots * filled * (k + fit.rampK)) / fit.rate) *
    (1 + (fit.droop * work) / (work + fit.droopWork));
  const memory =
    (groups * (fit.inputBytes * (m * k + k * n) + fit.outputBytes * m * n)) / fit.bandwidth;
  const cast = (groups * m * k * fit.castBytes) / fit.castBandwidth;
  const time =
    fit.launch + Math.max(compute, memory) + fit.unhidden * Math.min(compute, memory) + cast;
  if (rec) explain(rec, grouped, { waves, compute, memory, cast, time });
  return time;
}

interface Parts {
  readonly waves: number;
  readonly compute: number;
  readonly memory: number;
  readonly cast: number;
  readonly time: number;
}

function explain(rec: Recorder, grouped: boolean, parts: Parts): void {
  const groups = grouped ? 'groups * ' : '';
  const work = `fit.flopPerMac * ${groups}m * n * k`;
  rec.derive('waves', {
    label: 'Waves of tiles',
    unit: '1',
    value: parts.waves,
    formula: `${groups}ceil(m / fit.tileM) * ceil(n / fit.tileN) / fit.sms`,
  });
  rec.derive('compute', {
    label: 'Tensor core time',
    unit: 'ms',
    value: parts.compute,
    formula:
      'fit.flopPerMac * (fit.tileM * fit.tileN * fit.sms)' +
      ' * (waves + fit.wavePenalty * (ceil(waves) - waves)) * (k + fit.rampK) / fit.rate' +
      ` * (1 + fit.droop * (${work}) / (${work} + fit.droopWork))`,
  });
  rec.derive('memory', {
    label: 'Memory traffic time',
    unit: 'ms',
    value: parts.memory,
    formula: `${groups}(fit.inputBytes * (m * k + k * n) + fit.outputBytes * m * n) / fit.bandwidth`,
  });
  rec.derive('cast', {
    label: 'Time to cast the activations',
    unit: 'ms',
    value: parts.cast,
    formula: `${groups}m * k * fit.castBytes / fit.castBandwidth`,
  });
  rec.derive('time', {
    label: grouped ? 'Grouped GEMM time' : 'GEMM time',
    unit: 'ms',
    value: parts.time,
    formula: 'fit.launch + max(compute, memory) + fit.unhidden * min(compute, memory) + cast',
  });
}
