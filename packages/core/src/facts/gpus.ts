import type { Known, Source } from '../base/index.ts';
import { type About, assumed, fact } from './fact.ts';
import { cite } from './sources.ts';

export type GpuFamily = 'ampere' | 'hopper' | 'blackwell' | 'cdna3' | 'cdna4' | 'processor';

export interface GpuSpec {
  readonly label: string;
  readonly family: GpuFamily;
  /** Dense, without sparsity. FLOP/s */
  readonly bf16: Known;
  /** Dense; absent where the GPU has no FP8. FLOP/s */
  readonly fp8?: Known;
  /** As the driver reports it, where a report was found: data sheets round it. B */
  readonly memory: Known;
  /** B/s */
  readonly memoryBandwidth: Known;
  /**
   * To the other GPUs of its domain over NVLink, Infinity Fabric or, without either, PCIe. Per
   * direction; data sheets print the sum of both directions. B/s
   */
  readonly nvlinkBandwidth: Known;
  /** W */
  readonly tdp: Known;
  /** Absent where none is published. */
  readonly streamingMultiprocessors?: Known;
  /** Price of one GPU without a node; absent where none was quoted. USD */
  readonly price?: Known;
}

const epoch = { provenance: 'datasheet', source: cite('epochHardware') } as const;
const b300 = { provenance: 'datasheet', source: cite('b300Comparison') } as const;
const grandTeton = {
  provenance: 'paper',
  source: cite('torchtitan', 'section 3, set-up'),
} as const;
const msrp = { provenance: 'quote', source: cite('huggingFaceHardware') } as const;

const a800 = { provenance: 'quote', source: cite('a800Reuters') } as const;
const gh200 = { provenance: 'datasheet', source: cite('gh200Datasheet') } as const;
const h20 = { provenance: 'quote', source: cite('h20SemiAnalysis') } as const;
const mi300x = { provenance: 'datasheet', source: cite('mi300xDatasheet') } as const;
const mi325x = { provenance: 'datasheet', source: cite('mi325xDatasheet') } as const;
const mi355x = { provenance: 'datasheet', source: cite('mi355xDatasheet') } as const;
const rtxPro = { provenance: 'datasheet', source: cite('rtxPro6000Datasheet') } as const;
const rocm = { provenance: 'datasheet', source: cite('rocmGpuSpecs') } as const;

/** Data sheets print both directions together; a collective moves bytes along one. */
function nvlink(perDirection: string, printed: string): Known {
  return fact(perDirection, {
    ...epoch,
    reason: `half of the ${printed} printed for both directions`,
  });
}

/** Seven links, one to each other GPU of a platform; the bandwidth of a link is printed for both directions. */
function infinityFabric(perDirection: string, link: string, cited: About): Known {
  return fact(perDirection, {
    ...cited,
    reason: `half of 7 x ${link}, printed for both directions`,
  });
}

/** The total that `nvidia-smi` prints in MiB: 80 GiB less 0.4 that the driver keeps, or 80 GB and 5.5 more. */
function driverMemory(
  gigabytes: string,
  mebibytes: string,
  printed: Known,
  cited: Source = cite('driverMemory'),
): Known {
  return fact(gigabytes, {
    provenance: 'measured',
    source: { ...cited, locator: `${mebibytes} MiB` },
    alternatives: [printed],
  });
}

const H100_SMS = fact('132', {
  provenance: 'datasheet',
  source: cite('h100WhitePaper', 'SXM5 specifications'),
});
const A100_SMS = fact('108', {
  provenance: 'datasheet',
  source: cite('a100WhitePaper', 'A100 specifications'),
});
const SAME_DIE = 'same GH100 die and tensor throughput as the H100 SXM; not printed separately';
const RTX_PEAK =
  'no dense figure is printed: the same per SM and clock as on the Workstation Edition (503.8 TFLOP/s in bf16 for 125.9 in FP32), from the 120 TFLOP/s in FP32 of this edition';
const B200_SMS = fact('148', { provenance: 'measured', source: cite('b200DeviceQuery') });

const HOPPER: Readonly<Record<string, GpuSpec>> = {
  'h100-sxm': {
    label: 'NVIDIA H100 SXM5 80 GB',
    family: 'hopper',
    bf16: fact('989.4 TFLOP/s', epoch),
    fp8: fact('1978.9 TFLOP/s', epoch),
    memory: driverMemory('85.52 GB', '81,559', fact('80 GB', epoch)),
    memoryBandwidth: fact('3.35 TB/s', epoch),
    nvlinkBandwidth: nvlink('450 GB/s', '900 GB/s'),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: H100_SMS,
    price: fact('33600 USD', {
      provenance: 'quote',
      source: cite('epochHardware', 'release price'),
      range: ['30000 USD', '33600 USD'],
      alternatives: [fact('30000 USD', msrp)],
    }),
  },
  'h200-sxm': {
    label: 'NVIDIA H200 SXM 141 GB',
    family: 'hopper',
    bf16: fact('989.5 TFLOP/s', epoch),
    fp8: fact('1979 TFLOP/s', epoch),
    memory: fact('141 GB', { provenance: 'datasheet', source: cite('dgxH100Guide') }),
    memoryBandwidth: fact('4.8 TB/s', epoch),
    nvlinkBandwidth: fact('450 GB/s', {
      provenance: 'datasheet',
      source: cite('dgxH100Guide'),
      reason: 'half of the 900 GB/s printed for both directions',
    }),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: assumed('132', SAME_DIE),
    price: fact('32000 USD', msrp),
  },
  'h100-96gb-500w': {
    label: 'NVIDIA H100 96 GB HBM2e, 500 W (Grand Teton)',
    family: 'hopper',
    bf16: fact('989.4 TFLOP/s', epoch),
    fp8: fact('1978.9 TFLOP/s', epoch),
    memory: fact('96 GB', grandTeton),
    memoryBandwidth: fact('2.4 TB/s', grandTeton),
    nvlinkBandwidth: nvlink('450 GB/s', '900 GB/s'),
    tdp: fact('500 W', grandTeton),
    streamingMultiprocessors: assumed('132', SAME_DIE),
  },
  'h800-sxm': {
    label: 'NVIDIA H800 SXM5 80 GB',
    family: 'hopper',
    bf16: fact('989 TFLOP/s', epoch),
    fp8: fact('1979 TFLOP/s', epoch),
    memory: assumed(
      '85.52 GB',
      'the memory of the H100, of which the data sheet prints the same 80 GB',
      {
        alternatives: [fact('80 GB', epoch)],
      },
    ),
    memoryBandwidth: fact('3.36 TB/s', epoch),
    nvlinkBandwidth: nvlink('200 GB/s', '400 GB/s'),
    tdp: fact('700 W', epoch),
    streamingMultiprocessors: assumed('132', SAME_DIE),
  },
  'h20-sxm': {
    label: 'NVIDIA H20 SXM 96 GB',
    family: 'hopper',
    bf16: fact('148 TFLOP/s', h20),
    fp8: fact('296 TFLOP/s', h20),
    memory: driverMemory('102.63 GB', '97,871', fact('96 GB', h20), cite('h20DriverMemory')),
    memoryBandwidth: fact('4 TB/s', h20),
    nvlinkBandwidth: fact('450 GB/s', {
      ...h20,
      reason: 'half of the 900 GB/s for both directions',
    }),
    tdp: fact('400 W', {
      ...h20,
      alternatives: [
        fact('500 W', {
          provenance: 'measured',
          source: cite('h20DriverMemory', 'power cap shown by nvidia-smi'),
        }),
      ],
    }),
    streamingMultiprocessors: fact('78', {
      provenance: 'quote',
      source: cite('h20SemiAnalysis', 'table of specifications'),
    }),
  },
  gh200: {
    label: 'NVIDIA GH200 96 GB HBM3, one superchip',
    family: 'hopper',
    bf16: fact('989.5 TFLOP/s', {
      ...gh200,
      reason: 'half of the 1,979 printed with sparsity; the die of the H100',
    }),
    fp8: fact('1979 TFLOP/s', { ...gh200, reason: 'half of the 3,958 printed with sparsity' }),
    memory: driverMemory('102.63 GB', '97,871', fact('96 GB', gh200), cite('gh200DriverMemory')),
    memoryBandwidth: fact('4 TB/s', gh200),
    nvlinkBandwidth: fact('450 GB/s', {
      ...gh200,
      reason: 'half of the 900 GB/s printed for both directions, among the GPUs of a node',
    }),
    tdp: fact('1000 W', {
      ...gh200,
      range: ['450 W', '1000 W'],
      reason: 'programmable; for GPU, Grace CPU and memory together',
    }),
    streamingMultiprocessors: fact('132', { ...gh200, reason: 'the die of the H100 SXM' }),
  },
  'gh200-144gb': {
    label: 'NVIDIA GH200 144 GB HBM3e, one superchip',
    family: 'hopper',
    bf16: fact('989.5 TFLOP/s', {
      ...gh200,
      reason: 'half of the 1,979 printed with sparsity; the die of the H100',
    }),
    fp8: fact('1979 TFLOP/s', { ...gh200, reason: 'half of the 3,958 printed with sparsity' }),
    memory: fact('144 GB', gh200),
    memoryBandwidth: fact('4.9 TB/s', gh200),
    nvlinkBandwidth: fact('450 GB/s', {
      ...gh200,
      reason: 'half of the 900 GB/s printed for both directions, among the GPUs of a node',
    }),
    tdp: fact('1000 W', {
      ...gh200,
      range: ['450 W', '1000 W'],
      reason: 'programmable; for GPU, Grace CPU and memory together',
    }),
    streamingMultiprocessors: fact('132', { ...gh200, reason: 'the die of the H100 SXM' }),
  },
};

const AMPERE: Readonly<Record<string, GpuSpec>> = {
  'a100-sxm-80gb': {
    label: 'NVIDIA A100 SXM4 80 GB',
    family: 'ampere',
    bf16: fact('312 TFLOP/s', epoch),
    memory: driverMemory('85.9 GB', '81,920', fact('80 GB', epoch)),
    memoryBandwidth: fact('2.039 TB/s', epoch),
    nvlinkBandwidth: nvlink('300 GB/s', '600 GB/s'),
    tdp: fact('400 W', epoch),
    streamingMultiprocessors: A100_SMS,
  },
  'a100-sxm-40gb': {
    label: 'NVIDIA A100 SXM4 40 GB',
    family: 'ampere',
    bf16: fact('312 TFLOP/s', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    memory: driverMemory(
      '42.95 GB',
      '40,960',
      fact('40 GB', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    ),
    memoryBandwidth: fact('1.555 TB/s', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    nvlinkBandwidth: nvlink('300 GB/s', '600 GB/s'),
    tdp: fact('400 W', { provenance: 'datasheet', source: cite('a100Datasheet') }),
    streamingMultiprocessors: A100_SMS,
    price: fact('15000 USD', {
      provenance: 'quote',
      source: cite('epochHardware', 'release price'),
    }),
  },
  'a800-sxm-80gb': {
    label: 'NVIDIA A800 SXM4 80 GB',
    family: 'ampere',
    bf16: assumed('312 TFLOP/s', 'the A100 with slower NVLink, according to NVIDIA', {
      source: cite('a800Reuters'),
    }),
    memory: assumed('85.9 GB', 'the memory of the A100 80 GB, according to NVIDIA', {
      source: cite('a800Reuters'),
    }),
    memoryBandwidth: assumed('2.039 TB/s', 'the memory of the A100 80 GB, according to NVIDIA', {
      source: cite('a800Reuters'),
    }),
    nvlinkBandwidth: fact('200 GB/s', {
      ...a800,
      reason: 'half of the 400 GB/s quoted for both directions; the A100 has 600',
    }),
    tdp: assumed('400 W', 'the A100 with slower NVLink, according to NVIDIA', {
      source: cite('a800Reuters'),
    }),
    streamingMultiprocessors: A100_SMS,
  },
};

const BLACKWELL: Readonly<Record<string, GpuSpec>> = {
  'b200-sxm': {
    label: 'NVIDIA B200 SXM 180 GB',
    family: 'blackwell',
    bf16: fact('2250 TFLOP/s', epoch),
    fp8: fact('4500 TFLOP/s', epoch),
    memory: driverMemory('192.27 GB', '183,359', fact('180 GB', epoch), cite('b200DriverMemory')),
    memoryBandwidth: fact('7.7 TB/s', {
      ...epoch,
      alternatives: [
        fact('8 TB/s', {
          provenance: 'datasheet',
          source: cite('dgxB200Page'),
          reason: 'rounded',
        }),
      ],
    }),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1000 W', epoch),
    streamingMultiprocessors: B200_SMS,
  },
  gb200: {
    label: 'NVIDIA GB200, one GPU',
    family: 'blackwell',
    bf16: fact('2500 TFLOP/s', epoch),
    fp8: fact('5000 TFLOP/s', epoch),
    memory: fact('186 GB', epoch),
    memoryBandwidth: fact('8 TB/s', epoch),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1200 W', epoch),
  },
  'b300-sxm': {
    label: 'NVIDIA B300 SXM 288 GB',
    family: 'blackwell',
    bf16: fact('2250 TFLOP/s', b300),
    fp8: fact('4500 TFLOP/s', b300),
    memory: fact('288 GB', b300),
    memoryBandwidth: fact('8 TB/s', b300),
    nvlinkBandwidth: fact('900 GB/s', {
      ...b300,
      reason: 'half of the 1,800 GB/s printed for both directions',
    }),
    tdp: fact('1100 W', b300),
  },
  gb300: {
    label: 'NVIDIA GB300, one GPU',
    family: 'blackwell',
    bf16: fact('2500 TFLOP/s', epoch),
    fp8: fact('5000 TFLOP/s', epoch),
    memory: fact('288 GB', epoch),
    memoryBandwidth: fact('8 TB/s', epoch),
    nvlinkBandwidth: nvlink('900 GB/s', '1,800 GB/s'),
    tdp: fact('1400 W', epoch),
  },
  'rtx-pro-6000': {
    label: 'NVIDIA RTX PRO 6000 Blackwell Server Edition 96 GB',
    family: 'blackwell',
    bf16: assumed('480 TFLOP/s', RTX_PEAK, { source: cite('rtxPro6000Datasheet') }),
    fp8: assumed('960 TFLOP/s', RTX_PEAK, { source: cite('rtxPro6000Datasheet') }),
    memory: driverMemory(
      '102.64 GB',
      '97,887',
      fact('96 GB', rtxPro),
      cite('rtxPro6000DriverMemory'),
    ),
    memoryBandwidth: fact('1.597 TB/s', rtxPro),
    nvlinkBandwidth: fact('64 GB/s', {
      ...rtxPro,
      reason: 'it has no NVLink: PCIe 5.0 x16, half of the 128 GB/s for both directions',
    }),
    tdp: fact('600 W', rtxPro),
    streamingMultiprocessors: fact('188', {
      provenance: 'datasheet',
      source: cite('rtxPro6000Datasheet', '24,064 CUDA cores'),
    }),
  },
};

/** AMD counts memory in GiB: the driver of an MI300X reports its 192 GiB less 16 MiB. */
const CDNA: Readonly<Record<string, GpuSpec>> = {
  mi300x: {
    label: 'AMD Instinct MI300X 192 GB',
    family: 'cdna3',
    bf16: fact('1307.4 TFLOP/s', mi300x),
    fp8: fact('2614.9 TFLOP/s', mi300x),
    memory: fact('206.14 GB', {
      provenance: 'measured',
      source: cite('mi300xDriverMemory', '206,141,652,992 B'),
      alternatives: [fact('192 GB', mi300x)],
    }),
    memoryBandwidth: fact('5.3 TB/s', mi300x),
    nvlinkBandwidth: infinityFabric('448 GB/s', '128 GB/s', mi300x),
    tdp: fact('750 W', mi300x),
  },
  mi325x: {
    label: 'AMD Instinct MI325X 256 GB',
    family: 'cdna3',
    bf16: fact('1307.4 TFLOP/s', mi325x),
    fp8: fact('2614.9 TFLOP/s', mi325x),
    memory: fact('274.8 GB', {
      ...rocm,
      reason: '256 GiB, less what the MI300X reserves',
      alternatives: [fact('256 GB', mi325x)],
    }),
    memoryBandwidth: fact('6 TB/s', mi325x),
    nvlinkBandwidth: infinityFabric('448 GB/s', '128 GB/s', mi325x),
    tdp: fact('1000 W', mi325x),
  },
  mi355x: {
    label: 'AMD Instinct MI355X 288 GB',
    family: 'cdna4',
    bf16: fact('2516.6 TFLOP/s', mi355x),
    fp8: fact('5033.2 TFLOP/s', mi355x),
    memory: fact('309.2 GB', {
      ...rocm,
      reason: '288 GiB, less what the MI300X reserves',
      alternatives: [fact('288 GB', mi355x)],
    }),
    memoryBandwidth: fact('8 TB/s', mi355x),
    nvlinkBandwidth: infinityFabric('537.6 GB/s', '153.6 GB/s', mi355x),
    tdp: fact('1400 W', mi355x),
  },
};

const MACHINE = { provenance: 'measured', source: cite('calibration') } as const;

/**
 * A processor core in the place of a GPU: the reference machine, until a file types what `gigafactory calibrate`
 * measured. A program there computes in 32-bit floats; the figure stands where that of bf16 does.
 */
const PROCESSORS: Readonly<Record<string, GpuSpec>> = {
  'this-machine': {
    label: 'Processor core of this machine',
    family: 'processor',
    bf16: fact('34 GFLOP/s', {
      ...MACHINE,
      reason: 'products of 1,024 x 1,024 matrices of 32-bit floats in WebAssembly, on one core',
    }),
    memory: assumed('8 GB', 'what a rank may take where nothing was measured'),
    memoryBandwidth: fact('1.2 GB/s', {
      ...MACHINE,
      reason:
        'what element-wise operations of a training step reach in WebAssembly on one core, counted as bf16 data; a plain copy is much faster',
    }),
    nvlinkBandwidth: fact('2.2 GB/s', {
      ...MACHINE,
      reason: 'one way between two processes over the loopback interface',
    }),
    tdp: assumed('10 W', 'a server of 400 W with 40 cores'),
  },
};

/** Every GPU that a file can name. `facts/kernels` says on which of them kernels were measured. */
export const GPUS: Readonly<Record<string, GpuSpec>> = {
  ...HOPPER,
  ...AMPERE,
  ...BLACKWELL,
  ...CDNA,
  ...PROCESSORS,
};
