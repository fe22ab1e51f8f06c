import type { Bytes, Plain, Recorder, Seconds } from '../../base/index.ts';
import type { CollectiveFit } from '../../facts/index.ts';

/**
 * Time of an NCCL collective among `gpus` GPUs of one NVLink domain.
 *
 * `bytes` is the whole buffer as NCCL counts it: what is reduced or scattered, what has been gathered, or
 * what one GPU sends in an all-to-all.
 *
 * With a recorder it writes the notes `wire` and `time`; the scope must hold the aliases `bytes`, `gpus` and
 * `fit`.
 */
export function nvlinkCollectiveTime(
  bytes: Bytes,
  gpus: number,
  fit: Plain<CollectiveFit>,
  rec?: Recorder,
): Seconds {
  if (gpus <= 1 || bytes <= 0) return noTime(rec);
  const wire = (fit.passes * bytes * (gpus - 1)) / gpus;
  const time =
    fit.latency +
    fit.latencyPerGpu * (gpus - 1) +
    (wire / fit.bandwidth) * (1 + fit.smallDomain / gpus) +
    (fit.fill * wire) / (wire + fit.fillBytes);
  if (rec) explain(rec, wire, time);
  return time;
}

/** Whether a buffer or a domain lies outside what the constants were fitted to. */
export function collectiveExtrapolated(
  bytes: Bytes,
  gpus: number,
  fit: Plain<CollectiveFit>,
): boolean {
  const { measured } = fit;
  return (
    bytes < measured.bytes.least ||
    bytes > measured.bytes.most ||
    gpus < measured.gpus.least ||
    gpus > measured.gpus.most
  );
}

function noTime(rec: Recorder | undefined): Seconds {
  rec?.derive('time', {
    label: 'Collective time',
    unit: 'ms',
    value: 0,
    formula: '0 * fit.latency',
    reason: 'One GPU, or nothing to send: no call is made.',
  });
  return 0;
}

function explain(rec: Recorder, wire: number, time: number): void {
  rec.derive('wire', {
    label: 'Data over the links of one GPU',
    unit: 'MB',
    value: wire,
    formula: 'fit.passes * bytes * (gpus - 1) / gpus',
  });
  rec.derive('time', {
    label: 'Collective time',
    unit: 'ms',
    value: time,
    formula:
      'fit.latency + fit.latencyPerGpu * (gpus - 1)' +
      ' + wire / fit.bandwidth * (1 + fit.smallDomain / gpus)' +
      ' + fit.fill * wire / (wire + fit.fillBytes)',
  });
}
