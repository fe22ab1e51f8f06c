import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRegistry } from '@gigafactory/grok/registry';
import { checkpointOf, publicationOf } from '../packages/grok/src/registry/registry.fixture.ts';

const SERVER = fileURLToPath(
  new URL('../packages/server/src/operate/services/server.fixture.mjs', import.meta.url),
);
const EXAMPLE = fileURLToPath(new URL('../examples/five-lines.yaml', import.meta.url));

/** Two versions of a model in a state folder, trained as a small example says; the first has results. */
export async function publishTwo(home: string): Promise<void> {
  const text = readFileSync(EXAMPLE, 'utf8');
  const factory = createHash('sha256').update(text).digest('hex');
  const lineage = { ...publicationOf().lineage, factory };
  const evidence = new Map([['lineage/factory.yaml', text]]);
  const evaluation = {
    ...{ operationRight: 0.953, argumentsRight: 0.887, refusedRight: 0.867, validJson: 1 },
    ...{ questions: 150, outside: 30 },
  };
  const registry = openRegistry({ home });
  for (const [own, results] of [
    [0.25, evaluation],
    [0.5, null],
  ] as const) {
    const made = { checkpoint: checkpointOf(own), lineage, evidence, evaluation: results };
    const published = await registry.publish(publicationOf(made));
    if (!published.ok) throw new Error(published.problems[0]?.message);
  }
}

/** A factory file with a service of two replicas of a small program, which speaks what servers speak. */
export function writeServices(folder: string, kind = 'the first'): string {
  const command = [
    ...[process.execPath, SERVER, '--host', '{host}', '--port', '{port}'],
    ...['--model', 'tiny'],
  ];
  const path = join(folder, 'factory.yaml');
  writeFileSync(
    path,
    `gigafactory: 1
name: Served
hardware: { gpu: h100-sxm, node: { use: hgx-h100, gpusPerNode: 1 } }
fleet: { gpus: 64 }
services:
  assistant:
    gpus: 2
    gpusPerReplica: 1
    priority: 1
    scaling: { least: 1 }
    program: { kind: command, model: tiny, command: ${JSON.stringify(command)}, environment: { VERSION: ${kind} }, drainWithin: 5 s }
engine: { kind: local, nodes: 3 }
`,
  );
  return path;
}
