import type { PartName } from '@gigafactory/core/api';
import type { Refusal } from '@gigafactory/core/base';
import type { PartAnswer, PartFolder, PartsRequest } from './part-folder.ts';
import { describePart, factorOut, type PartKeys } from './part-keys.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Parts that are asked together: what has been answered, what not, and how often each has failed. */
export class Round {
  readonly part: PartName;
  readonly inputs: readonly Fields[];
  readonly #keys: readonly string[];
  readonly #folder: PartFolder;
  readonly #answers = new Map<number, PartAnswer>();
  readonly #failures = new Map<number, string[]>();

  constructor(part: PartName, inputs: readonly Fields[], keys: PartKeys, folder: PartFolder) {
    this.part = part;
    this.inputs = inputs;
    this.#keys = inputs.map((input) => keys.keyOf(part, input));
    this.#folder = folder;
  }

  /** Parts without an answer, by index. */
  get missing(): number[] {
    return [...this.inputs.keys()].filter((index) => !this.#answers.has(index));
  }

  get done(): number {
    return this.#answers.size;
  }

  /** What the parts came to, in order. */
  get values(): readonly unknown[] {
    return this.inputs.map((_, index) => {
      const answer = this.#answers.get(index)?.answer;
      return answer?.ok ? answer.value : undefined;
    });
  }

  /** CPU time of the answers, s. */
  get cpuSeconds(): number {
    return [...this.#answers.values()].reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
  }

  /** Parts that have failed before. */
  get suspects(): number[] {
    return [...this.#failures.keys()];
  }

  /** Takes in what has been answered since. Returns the indices of those parts. */
  collect(): number[] {
    const answered = this.#folder.answered();
    return this.missing.filter((index) => {
      const key = this.#keys[index]!;
      const answer = answered.has(key) ? this.#folder.readAnswer(key) : undefined;
      if (answer) this.#answers.set(index, answer);
      return answer !== undefined;
    });
  }

  /** The refusal of the operation among the answers to some parts. */
  refusalOf(indices: readonly number[]): Refusal | undefined {
    const answers = indices.map((index) => this.#answers.get(index)?.answer);
    return answers.find((answer): answer is Refusal => answer?.ok === false);
  }

  /** The request of an array for some of the parts. */
  requestOf(tasks: readonly (readonly number[])[], program: string): PartsRequest {
    const indices = tasks.flat();
    const { common, rests } = factorOut(indices.map((index) => this.inputs[index]!));
    const places = new Map(indices.map((index, place) => [index, place]));
    return {
      program,
      part: this.part,
      common,
      parts: indices.map((index, place) => ({ key: this.#keys[index]!, input: rests[place]! })),
      tasks: tasks.map((task) => task.map((index) => places.get(index)!)),
    };
  }

  /** Parts of this round in each task of a request, by index: also of one that an earlier process made. */
  tasksOf({ parts, tasks }: PartsRequest): number[][] {
    const indices = new Map(this.#keys.map((key, index) => [key, index]));
    return tasks.map((task) => task.flatMap((place) => indices.get(parts[place]!.key) ?? []));
  }

  /** Notes that a part failed; returns how often it has. */
  fail(index: number, why: string): number {
    const reasons = [...(this.#failures.get(index) ?? []), why];
    this.#failures.set(index, reasons);
    return reasons.length;
  }

  describe(index: number): string {
    return describePart(this.part, this.inputs[index]!);
  }
}
