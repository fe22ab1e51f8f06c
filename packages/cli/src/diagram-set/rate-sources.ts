import { join } from 'node:path';
import { DIAGRAM_FORMATS, readDiagram } from '@gigafactory/core/diagram';
import {
  Chance,
  GENERATORS,
  questionsOf,
  type Rated,
  rate,
  ratingOf,
} from '@gigafactory/core/diagram-set';
import { RunError } from '@gigafactory/server/threads';
import { toJson } from '../text/json.ts';
import { writeOutput } from '../write-output.ts';
import type { DiagramEvaluation, DiagramOrder } from './order.ts';

const USUAL = 200;
const ENDINGS = { svg: 'svg', mermaid: 'mmd', dot: 'gv', drawio: 'drawio' } as const;

type One = Rated & { readonly failed: boolean };

/** Rates the readers of the program: graphs of each format are written, read back, and asked about. */
export async function rateSources(order: DiagramOrder): Promise<DiagramEvaluation> {
  const { seed, limit = USUAL, say } = order;
  const by = new Map<string, One[]>();
  const truths: object[] = [];
  for (const format of DIAGRAM_FORMATS) {
    const rated: One[] = [];
    for (let each = seed; each < seed + limit; each++) {
      if (order.signal.aborted) throw new RunError('cancelled', 'Cancelled.');
      if (each % 20 === 0) await letOthers(() => say(`${format} ${each - seed + 1} of ${limit}`));
      const graph = GENERATORS[format].make(each);
      const text = GENERATORS[format].write(graph, each);
      const questions = questionsOf(graph, new Chance(each));
      const read = readDiagram({ text });
      const diagram = read.ok ? read.value : undefined;
      rated.push({ ...rate(diagram, graph, questions), failed: !diagram });
      if (order.out === undefined) continue;
      const file = `${format}-${each}.${ENDINGS[format]}`;
      await writeOutput(join(order.out, file), text, order.context.io);
      truths.push({ file, ...graph, questions });
    }
    by.set(format, rated);
  }
  if (order.out !== undefined)
    await writeOutput(join(order.out, 'truths.json'), toJson(truths), order.context.io);
  return {
    ...{ reader: 'program', seed },
    by: Object.fromEntries([...by].map(([format, rated]) => [format, ratingOf(rated, seed)])),
    all: ratingOf([...by.values()].flat(), seed),
  };
}

/** Says something, and lets a signal be heard. */
function letOthers(say: () => void): Promise<void> {
  say();
  return new Promise((resolve) => setImmediate(resolve));
}
