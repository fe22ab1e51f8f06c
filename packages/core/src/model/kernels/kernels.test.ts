import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Plain, plain } from '../../base/index.ts';
import { type GemmFit, KERNEL_FITS, NETWORK_FIT } from '../../facts/index.ts';
import { groupedGemmTime } from './gemm.ts';
import {
  attentionBackwardTime,
  attentionExtrapolated,
  attentionTime,
  collectiveExtrapolated,
  gemmExtrapolated,
  gemmTime,
  moeExpertsBackwardTime,
  moeExpertsTime,
  moeExtrapolated,
  networkCollectiveTime,
  nvlinkCollectiveTime,
  ringHops,
  unfusedAttentionBackwardTime,
  unfusedAttentionTime,
} from './index.ts';

const gpus = Object.values(KERNEL_FITS).map((fits) => plain(fits));
const moes = gpus.flatMap((fits) => Object.values(fits.moe));
const gemms = gpus.flatMap((fits) => [
  ...Object.values(fits.gemm),
  ...Object.values(fits.moe).map((fit) => fit.gemm),
]);
const attentions = gpus.flatMap((fits) => Object.values(fits.attention));
const collectives = gpus.flatMap((fits) => Object.values(fits.collectives));
const size = fc.integer({ min: 1, max: 70_000 });
const more = fc.integer({ min: 0, max: 5000 });

describe('gemmTime', () => {
  const fit = plain(KERNEL_FITS.h100.gemm.bf16!);

  it('never shrinks as a shape grows', () => {
    fc.assert(
      fc.property(fc.constantFrom(...gemms), size, size, size, more, (fit, m, n, k, extra) => {
        const time = gemmTime({ m, n, k }, fit);
        // A last bit may go either way where nothing else changes.
        const floor = time * (1 - 1e-12);
        expect(gemmTime({ m: m + extra, n, k }, fit)).toBeGreaterThanOrEqual(floor);
        expect(gemmTime({ m, n: n + extra, k }, fit)).toBeGreaterThanOrEqual(floor);
        expect(gemmTime({ m, n, k: k + extra }, fit)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  it('never beats the fitted rate or the memory bandwidth', () => {
    fc.assert(
      fc.property(fc.constantFrom(...gemms), size, size, size, (fit, m, n, k) => {
        const time = gemmTime({ m, n, k }, fit);
        expect(time).toBeGreaterThan((2 * m * n * k) / fit.rate);
        expect(time).toBeGreaterThan((fit.inputBytes * (m * k + k * n)) / fit.bandwidth);
      }),
    );
  });

  it('costs a thin product its weights, not its FLOP', () => {
    const speed = (2 * 8 * 8192 * 8192) / gemmTime({ m: 8, n: 8192, k: 8192 }, fit);
    expect(speed).toBeLessThan(0.03 * fit.rate);
  });

  it('equals a grouped product of one group', () => {
    expect(groupedGemmTime({ groups: 1, m: 3000, n: 4096, k: 1024 }, fit)).toBe(
      gemmTime({ m: 3000, n: 4096, k: 1024 }, fit),
    );
  });

  it('makes small groups slower than one product of all their rows', () => {
    const dense = gemmTime({ m: 64 * 100, n: 2048, k: 4096 }, fit);
    expect(groupedGemmTime({ groups: 64, m: 100, n: 2048, k: 4096 }, fit)).toBeGreaterThan(dense);
  });

  it('says when a shape was not measured', () => {
    expect(gemmExtrapolated({ m: 4096, n: 4096, k: 4096 }, fit)).toBe(false);
    expect(gemmExtrapolated({ m: 65_536, n: 4096, k: 4096 }, fit)).toBe(true);
    expect(gemmExtrapolated({ m: 4096, n: 131_072, k: 4096 }, fit)).toBe(true);
    expect(gemmExtrapolated({ m: 4096, n: 4096, k: 16 }, fit)).toBe(true);
  });
});

describe('attentionTime', () => {
  const fit = plain(KERNEL_FITS.h100.attention.bf16!);
  const long = { batch: 1, seq: 16_384, heads: 32, kvHeads: 8, headDim: 128, window: 0 };

  it('never shrinks with the sequence, the batch, the heads or their width', () => {
    const small = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(fc.constantFrom(...attentions), small, size, small, (fit, batch, seq, heads) => {
        const shape = { batch, seq, heads, kvHeads: 1, headDim: 128, window: 0 };
        const floor = attentionTime(shape, fit) * (1 - 1e-12);
        const larger = [
          attentionTime({ ...shape, batch: batch + 1 }, fit),
          attentionTime({ ...shape, seq: seq + 1 }, fit),
          attentionTime({ ...shape, heads: heads + 1 }, fit),
          attentionTime({ ...shape, kvHeads: 2 }, fit),
          attentionTime({ ...shape, headDim: 256 }, fit),
        ];
        expect(Math.min(...larger)).toBeGreaterThanOrEqual(floor);
      }),
    );
  });

  it('grows with the square of a long sequence', () => {
    const ratio =
      attentionTime({ ...long, seq: 131_072 }, fit) / attentionTime({ ...long, seq: 65_536 }, fit);
    expect(ratio).toBeGreaterThan(3.9);
    expect(ratio).toBeLessThanOrEqual(4);
  });

  it('works on no more keys than a window shows', () => {
    const full = attentionTime(long, fit);
    const windows = [128, 1024, 8192, 16_384].map((window) =>
      attentionTime({ ...long, window }, fit),
    );
    expect(windows).toEqual([...windows].sort((a, b) => a - b));
    expect(windows.at(-1)).toBeCloseTo(full, 12);
    expect(windows[0]!).toBeLessThan(full / 8);
  });

  it('pads heads whose width is no multiple of 128', () => {
    const [narrow, odd, wide] = [128, 192, 256].map((headDim) =>
      attentionTime({ ...long, kvHeads: 32, headDim }, fit),
    );
    expect(odd).toBeGreaterThan((narrow! + wide!) / 2);
    expect(odd).toBeLessThan(wide!);
  });

  it('takes between two and a half and three and a half times as long backward', () => {
    const forward = attentionTime(long, fit);
    const backward = plain(KERNEL_FITS.h100.attentionBackward!);
    const ratio = attentionBackwardTime(forward, fit, backward) / forward;
    expect(ratio).toBeGreaterThan(2.5);
    expect(ratio).toBeLessThan(3.5);
  });

  it('says when a shape was not measured', () => {
    const a100 = plain(KERNEL_FITS.a100.attention.bf16!);
    const measured = { batch: 1, seq: 8192, heads: 32, headDim: 128 };
    expect(attentionExtrapolated(measured, a100)).toBe(false);
    expect(attentionExtrapolated({ ...measured, headDim: 64 }, a100)).toBe(true);
    expect(attentionExtrapolated({ ...measured, seq: 65_536 }, fit)).toBe(true);
    expect(attentionExtrapolated({ ...measured, heads: 128 }, fit)).toBe(true);
    expect(attentionExtrapolated({ ...measured, batch: 1024 }, fit)).toBe(true);
  });
});

describe('unfusedAttentionTime', () => {
  const fit = plain(KERNEL_FITS.a100.gemm.bf16!);
  const memory = plain(KERNEL_FITS.a100.memory!);

  it('never shrinks as sequences, heads or their traffic grow', () => {
    const few = fc.integer({ min: 1, max: 32 });
    const seq = fc.integer({ min: 1, max: 8192 });
    fc.assert(
      fc.property(few, seq, few, fc.integer({ min: 0, max: 20 }), (batch, seq, heads, traffic) => {
        const scores = { batch, seq, heads, headDim: 128 };
        const fits = { gemm: fit, memory };
        for (const time of [unfusedAttentionTime, unfusedAttentionBackwardTime]) {
          const floor = time(scores, fits, traffic) * (1 - 1e-12);
          const larger = [
            time({ ...scores, batch: batch + 1 }, fits, traffic),
            time({ ...scores, seq: seq + 1 }, fits, traffic),
            time({ ...scores, heads: heads + 1 }, fits, traffic),
            time(scores, fits, traffic + 1),
          ];
          expect(Math.min(...larger)).toBeGreaterThanOrEqual(floor);
        }
      }),
    );
  });

  it('streams the scores and multiplies twice forward, four times backward', () => {
    const scores = { batch: 1, seq: 4096, heads: 32, headDim: 128 };
    const fits = { gemm: fit, memory };
    const [forward, backward] = [unfusedAttentionTime, unfusedAttentionBackwardTime].map((time) =>
      time(scores, fits, 0),
    );
    expect((backward! - memory.launch) / (forward! - memory.launch)).toBeCloseTo(2, 12);
    const streamed = unfusedAttentionTime(scores, fits, 13) - forward!;
    expect(streamed).toBeCloseTo((32 * 4096 ** 2 * 13) / memory.bandwidth, 12);
  });
});

describe('moeExpertsTime', () => {
  const fit = plain(KERNEL_FITS.h100.moe.bf16!);

  it('never shrinks as a layer grows', () => {
    const few = fc.integer({ min: 1, max: 64 });
    const shape = fc.tuple(fc.constantFrom(...moes), size, few, size, size, more);
    fc.assert(
      fc.property(shape, ([fit, rows, groups, hidden, inter, extra]) => {
        const experts = { rows, groups, hidden, inter, up: 1 };
        for (const time of [moeExpertsTime, moeExpertsBackwardTime]) {
          const floor = time(experts, fit) * (1 - 1e-12);
          const larger = [
            time({ ...experts, rows: rows + extra }, fit),
            time({ ...experts, hidden: hidden + extra }, fit),
            time({ ...experts, inter: inter + extra }, fit),
            time({ ...experts, up: 2 }, fit),
          ];
          expect(Math.min(...larger)).toBeGreaterThanOrEqual(floor);
        }
      }),
    );
  });

  it('runs no faster than dense products of real values sustain', () => {
    const [rows, hidden, inter] = [65_536, 6144, 32_768];
    const time = moeExpertsTime({ rows, groups: 1, hidden, inter, up: 2 }, fit);
    expect((6 * rows * hidden * inter) / time).toBeLessThan(fit.sustained);
    expect(fit.sustained).toBeLessThan(fit.gemm.rate);
  });

  it('costs many experts with few rows each their weights', () => {
    const among = (groups: number) =>
      moeExpertsTime({ rows: 8192, groups, hidden: 4096, inter: 2048, up: 2 }, fit);
    const [spread, together] = [among(256), among(4)];
    expect(spread).toBeGreaterThan(3 * together);
    expect(spread).toBeGreaterThan((256 * 3 * 4096 * 2048 * 2) / fit.gemm.bandwidth);
  });

  it('takes about twice as long backward for large batches', () => {
    const [forward, backward] = [moeExpertsTime, moeExpertsBackwardTime].map((time) =>
      time({ rows: 65_536, groups: 8, hidden: 4096, inter: 14_336, up: 2 }, fit),
    );
    expect(backward! / forward!).toBeGreaterThan(1.9);
    expect(backward! / forward!).toBeLessThan(2.3);
  });
});

describe('nvlinkCollectiveTime', () => {
  const fit = plain(KERNEL_FITS.h100.collectives.allReduce);

  it('takes no time for one GPU or nothing to send', () => {
    expect(nvlinkCollectiveTime(1e9, 1, fit)).toBe(0);
    expect(nvlinkCollectiveTime(0, 8, fit)).toBe(0);
  });

  it('never shrinks with the buffer', () => {
    const bytes = fc.integer({ min: 1, max: 2 ** 31 });
    const domain = fc.integer({ min: 2, max: 72 });
    fc.assert(
      fc.property(fc.constantFrom(...collectives), bytes, bytes, domain, (fit, a, b, gpus) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(nvlinkCollectiveTime(more, gpus, fit)).toBeGreaterThanOrEqual(
          nvlinkCollectiveTime(less, gpus, fit),
        );
      }),
    );
  });

  it('reaches the bus bandwidth that 8 H100s were measured at', () => {
    const bytes = 2 ** 29;
    const bus = (bytes * 2 * 7) / 8 / nvlinkCollectiveTime(bytes, 8, fit);
    expect(bus).toBeGreaterThan(410e9);
    expect(bus).toBeLessThan(480e9);
  });

  it('says when a buffer or a domain was not measured', () => {
    expect(collectiveExtrapolated(1e6, 8, fit)).toBe(false);
    expect(collectiveExtrapolated(1e6, 72, fit)).toBe(true);
    expect(collectiveExtrapolated(1e9, 8, fit)).toBe(true);
  });
});

describe('networkCollectiveTime', () => {
  const fit = plain(NETWORK_FIT);
  const group = { kind: 'allReduce', bytes: 1e12, gpus: 64, local: 8, hops: 0, nic: 50e9 } as const;

  it('takes no time inside a node or for nothing to send', () => {
    expect(networkCollectiveTime({ ...group, gpus: 8 }, fit)).toBe(0);
    expect(networkCollectiveTime({ ...group, bytes: 0 }, fit)).toBe(0);
  });

  it('is one gather and one scatter for an all-reduce of a large buffer', () => {
    const time = (kind: 'allReduce' | 'allGather') =>
      networkCollectiveTime({ ...group, kind }, fit);
    expect(time('allReduce') / time('allGather')).toBeCloseTo(2, 4);
  });

  it('costs an all-to-all one NIC where rings share all of a node', () => {
    const time = (kind: 'allToAll' | 'allGather') => networkCollectiveTime({ ...group, kind }, fit);
    expect(time('allToAll') / time('allGather')).toBeCloseTo((56 / 63) * 8, 3);
  });

  it('counts the messages in a row', () => {
    expect([1, 2, 5].map((nodes) => ringHops('allGather', nodes))).toEqual([0, 1, 4]);
    expect([1, 2, 5].map((nodes) => ringHops('allReduce', nodes))).toEqual([0, 2, 8]);
  });
});

describe('what was measured', () => {
  it('bounds experts', () => {
    const { moe } = KERNEL_FITS.h100;
    expect(moeExtrapolated(512, plain(moe.bf16!))).toBe(false);
    expect(moeExtrapolated(1, plain(moe.bf16!))).toBe(true);
  });

  it('gives every share a meaning', () => {
    const share = (value: number) => value >= 0 && value <= 1;
    const sound = (fit: Plain<GemmFit>) =>
      share(fit.unhidden) && share(fit.wavePenalty) && share(fit.droop);
    expect(gemms.every(sound)).toBe(true);
    expect(attentions.every(({ unhidden }) => share(unhidden))).toBe(true);
  });
});
