import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openRegistry } from '@gigafactory/grok/registry';
import { checkpointOf, publicationOf } from '../packages/grok/src/registry/registry.fixture.ts';

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
