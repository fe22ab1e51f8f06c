import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the program that it runs. */
export const PROGRAM = fileURLToPath(new URL('program.mjs', import.meta.url));

export interface Change {
  readonly run?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly checkpoints?: string;
  readonly nodes?: number;
  readonly gpus?: number;
  readonly ranksPerNode?: number;
  readonly tokens?: number;
}

/**
 * A factory file in a folder, whose runs do nothing for two seconds on two ranks: 100 steps with a checkpoint
 * about every 20, and each part as bad as a test wants it. Returns its path.
 */
export function writeFactory(folder: string, change: Change = {}): string {
  const {
    run = 'quick',
    command = [process.execPath, PROGRAM],
    environment = {},
    checkpoints,
    nodes = 3,
    gpus = 2,
    ranksPerNode = 1,
    tokens = 51_200,
  } = change;
  const program = { command, environment, ...(checkpoints ? { checkpoints } : {}) };
  const file = {
    gigafactory: 1,
    hardware: {
      gpu: { use: 'h100-sxm', bf16: '0.05 TFLOP/s', memoryBandwidth: '10 GB/s' },
      node: { use: 'dgx-h100', gpusPerNode: 1 },
    },
    fleet: { gpus: 4 },
    operations: {
      checkpointInterval: '10 s',
      detectTime: '1 s',
      recoveryTime: '2 s',
      hangTime: '60 s',
    },
    resilience: { recovery: 'spare', replicas: 1 },
    models: {
      tiny: {
        use: 'llama3-8b',
        layers: 2,
        hidden: 64,
        heads: 4,
        kvHeads: 2,
        headDim: 16,
        vocab: 512,
        ffn: 192,
        embeddingMatrices: 1,
      },
    },
    engine: { kind: 'local', nodes, ranksPerNode, keepCheckpoints: 100 },
    runs: {
      [run]: {
        model: 'tiny',
        gpus,
        tokens,
        globalBatch: 8,
        sequenceLength: 64,
        strategy: { tp: 1, pp: 1 },
        program,
      },
    },
  };
  const path = join(folder, 'factory.yaml');
  // JSON is YAML.
  writeFileSync(path, JSON.stringify(file, null, 2));
  return path;
}
