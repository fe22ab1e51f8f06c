import { createStream } from '@gigafactory/core/base';
import { LEXICON } from '../book/lexicon.ts';
import { FIGURES } from '../book/read.ts';
import { type Finder, figureFinder, shortLabel } from '../see/finder.ts';
import { Linker } from '../see/link.ts';
import type { CatalogueNames } from '../see/view.ts';
import { drawLesson, type Lesson, type World } from './example.ts';
import { inventView } from './names.ts';

/** Invented files among which lessons are drawn. */
const VIEWS = 400;

/**
 * Lessons by their number: the same seed and number give the same lesson.
 * `labels` are those of a real plan by pattern, for the figures that the book does not name.
 */
export class School {
  readonly #seed: number;
  readonly #labels: ReadonlyMap<string, string>;
  readonly #others: readonly (readonly [string, string])[];
  readonly #catalogue: CatalogueNames;
  readonly #figures: Finder;
  readonly #worlds = new Map<number, World>();

  constructor(seed: number, labels: ReadonlyMap<string, string>, catalogue: CatalogueNames) {
    this.#seed = seed;
    this.#labels = labels;
    this.#catalogue = catalogue;
    const booked = new Set(FIGURES.map(({ pattern }) => pattern));
    const counts = new Map<string, number>();
    for (const label of labels.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
    this.#others = [...labels]
      .filter(
        ([pattern, label]) =>
          !booked.has(pattern) &&
          counts.get(label) === 1 &&
          label.includes(' ') &&
          !/^(?:requirements|kernels)\.|causes/.test(pattern),
      )
      .map(([pattern, label]) => [pattern, shortLabel(pattern, label)]);
    this.#figures = figureFinder({
      runs: [],
      models: [],
      tasks: [],
      services: [],
      references: [],
      labels,
    });
  }

  lesson(number: number): Lesson {
    for (let attempt = 0; ; attempt++) {
      const stream = createStream(this.#seed).fork(`lesson ${number} ${attempt}`);
      const lesson = drawLesson(stream, this.#world(stream.integer(VIEWS)));
      if (lesson) return lesson;
    }
  }

  #world(index: number): World {
    const known = this.#worlds.get(index);
    if (known) return known;
    const view = inventView(createStream(this.#seed).fork(`view ${index}`), this.#labels);
    const linker = new Linker(view, this.#catalogue, LEXICON);
    const world = {
      view,
      labels: this.#others,
      eyes: { lexicon: LEXICON, linker, figures: this.#figures },
    };
    this.#worlds.set(index, world);
    return world;
  }
}
