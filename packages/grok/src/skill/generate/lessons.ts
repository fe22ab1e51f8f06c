import { createHash } from 'node:crypto';
import { dispatch } from '@gigafactory/core/api';
import type { Lessons } from '@gigafactory/trainer/program';
import { FIGURES, PLACE_ENTRIES } from '../book/read.ts';
import { catalogueNames, viewOf } from '../file/view-of.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import { patternOf } from '../see/view.ts';
import { fillRow, textOf } from './rows.ts';
import { School } from './world.ts';

/**
 * A factory whose plan has every kind of figure, and of which only the labels of its figures are used: the generator names
 * with them what the book of figures leaves out.
 */
const MODEL_FACTORY = `gigafactory: 1
name: Labels
hardware: { gpu: h100-sxm, node: hgx-h100, rack: supermicro-colossus, switch: sn5600, nodeOptic: 400g-sr4, switchOptic: 800g-2xdr4 }
fleet: { gpus: 1024 }
storage: { system: tectonic, cost: 1M USD }
site: { pue: 1.2 }
hazards: { domains: on, technicians: 4, lemonShare: 0.01 }
schedule: { start: 2026-01-01, tasks: { build: { takes: 10 weeks } } }
references: { other: 1000 GPUs }
models: { model: mixtral-8x7b }
runs: { run: { model: model, gpus: 512, tokens: 1T, globalBatch: 512, sequenceLength: 4096, strategy: { tp: 2, pp: 2, ep: 4, microBatch: 1 } } }
services: { service: { gpus: 64, gpusPerReplica: 8 } }
`;

/** The generator's own seed for the texts of the tokenizer, and how many there are. */
const TEXT_SEED = 1;
const TEXTS = 8000;
const CODE_TIMES = 400;
/** Lessons that the digest is taken of: they change with every table and rule of the generator. */
const SAMPLED = 2000;

/** What the skill is learned from. The same seed gives the same samples. */
export function skillLessons(): Lessons {
  const { labels, catalogue } = readLabels();
  const school = new School(TEXT_SEED, labels, catalogue);
  // The digest and the texts are of the same lessons, and a lesson takes a millisecond.
  const known: string[] = [];
  const writtenTo = (end: number): readonly string[] => {
    while (known.length < end) {
      const { prompt, call } = textOf(school.lesson(known.length));
      known.push(`${prompt}\n${call}`);
    }
    return known.slice(0, end);
  };
  const written = (): string[] => {
    const codes = [
      ...FIGURES.map(({ pattern }) => codeOf(pattern)),
      ...PLACE_ENTRIES.map(({ pattern }) => placeCode(pattern)),
    ];
    // Each code is to be one token.
    const often = codes.map((code) => ` ${code}`.repeat(CODE_TIMES));
    return often.concat(writtenTo(TEXTS));
  };
  return {
    get digest() {
      const hash = createHash('sha256');
      for (const text of writtenTo(SAMPLED)) hash.update(`${text}\0`);
      return hash.digest('hex');
    },
    texts: written,
    samples({ encode, sequence, seed }) {
      const taught = new School(seed, labels, catalogue);
      return {
        batch(first, count) {
          const width = sequence + 1;
          const rows = new Int32Array(count * width);
          for (let index = 0; index < count; index++)
            rows.set(
              fillRow(first + index, sequence, encode, (number) => taught.lesson(number)),
              index * width,
            );
          return rows;
        },
      };
    },
  };
}

/** A lesson as the witness hears it. */
export interface HeardLesson {
  readonly told: string;
  readonly call: string;
  readonly before?: string;
}

/** What the witness is learned from: `count` lessons of a seed from number `first` on. */
export function heardLessons(seed: number, count: number, first = 0): HeardLesson[] {
  const { labels, catalogue } = readLabels();
  const school = new School(seed, labels, catalogue);
  return Array.from({ length: count }, (_, number) => {
    const { seen, call, before } = school.lesson(first + number);
    return { told: seen.told, call, ...(before === undefined ? {} : { before }) };
  });
}

/** Labels by pattern, and the names of the catalogue. Throws only if the program's own file is wrong. */
function readLabels(): {
  labels: ReadonlyMap<string, string>;
  catalogue: ReturnType<typeof catalogueNames>;
} {
  const planned = dispatch('plan', { text: MODEL_FACTORY });
  if (!planned.ok) throw new Error(planned.problems.map(({ message }) => message).join('\n'));
  const view = viewOf(planned.value, MODEL_FACTORY);
  const labels = new Map<string, string>();
  for (const [path, label] of view.labels) {
    const { pattern } = patternOf(path, view);
    if (!labels.has(pattern)) labels.set(pattern, label);
  }
  return { labels, catalogue: catalogueNames() };
}
