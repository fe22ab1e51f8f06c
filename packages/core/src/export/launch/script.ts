import { type Strategy, showStrategy } from '../../model/index.ts';
import type { LaunchJob } from './launch-job.ts';
import { comment, declare, harmless, type Variable } from './shell.ts';

/** The parts of a launch script that differ between engines. */
export interface ScriptParts {
  /** The engine and the version whose names are used. */
  readonly names: string;
  readonly warnings: readonly string[];
  readonly variables: readonly Variable[];
  readonly body: readonly string[];
}

/** The bash script that every node of a run executes. */
export function launchScript(job: LaunchJob, s: Strategy, parts: ScriptParts): string {
  const lines = [
    '#!/usr/bin/env bash',
    ...comment(
      `Run ${harmless(job.run)}: ${job.gpus} GPUs, ${job.globalBatch} sequences of ${job.sequenceLength} tokens a step.`,
    ),
    ...comment(showStrategy(s)),
    ...comment(`Names as in ${parts.names}.`),
    '#',
    '# Not expressed, or assumed:',
    ...parts.warnings.flatMap((warning) => comment(`- ${warning}`, '  ')),
    'set -euo pipefail',
    '',
    '# Set these on every node; what has a value here may stay.',
    ...declare([...placeOf(job), ...parts.variables]),
    '',
    ...parts.body,
  ];
  return `${lines.join('\n')}\n`;
}

/** The position of a node among the nodes of the run. */
function placeOf(job: LaunchJob): Variable[] {
  return [
    { name: 'MASTER_ADDR', meaning: 'address of the first node' },
    { name: 'NODE_RANK', meaning: 'number of this node, from 0' },
    { name: 'MASTER_PORT', meaning: 'free port of the first node', usual: 29500 },
    { name: 'NNODES', meaning: 'nodes', usual: Math.ceil(job.gpus / job.gpusPerNode) },
    {
      name: 'GPUS_PER_NODE',
      meaning: 'GPUs of a node',
      usual: Math.min(job.gpus, job.gpusPerNode),
    },
  ];
}

/** The command that starts one process per GPU of a node. */
export function torchrun(program: readonly string[]): string[] {
  const lines = [
    'torchrun',
    '--nnodes "$NNODES" --nproc_per_node "$GPUS_PER_NODE" --node_rank "$NODE_RANK"',
    '--master_addr "$MASTER_ADDR" --master_port "$MASTER_PORT"',
    ...program,
  ];
  return lines.map(
    (line, index) => `${index > 0 ? '  ' : ''}${line}${index < lines.length - 1 ? ' \\' : ''}`,
  );
}

/** Doubts that do not depend on the engine. */
export function commonWarnings(job: LaunchJob): string[] {
  const { gpus, gpusPerNode } = job;
  if (gpus <= gpusPerNode || gpus % gpusPerNode === 0) return [];
  return [
    `${gpus} GPUs do not fill nodes of ${gpusPerNode}; give NNODES and GPUS_PER_NODE the product ${gpus}.`,
  ];
}
