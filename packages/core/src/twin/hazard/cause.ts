import type { Seconds } from '../../base/index.ts';
import { type FailureLaw, requireLaw } from './law.ts';

/** One failure cause, with one part on each node that can fail of it. */
export interface HazardCause extends FailureLaw {
  /** Also names its random stream, so no two causes may share it. */
  readonly name: string;
  /** Number of parts that can fail, one per node; a part has the number of its node. */
  readonly components: number;
  /** Age of every part at time 0. */
  readonly initialAge: Seconds;
  /** The few nodes on which parts fail more often; none by default. */
  readonly lemons?: Lemons;
}

/** Nodes whose parts have `factor` times the hazard of others, at least 1; a new part does not cure them. */
export interface Lemons {
  readonly nodes: readonly number[];
  readonly factor: number;
}

/** Throws a RangeError that says what is wrong with the causes, if anything is. */
export function requireCauses(causes: readonly HazardCause[]): void {
  const names = new Set(causes.map(({ name }) => name));
  if (names.size < causes.length) throw new RangeError('two causes have the same name');
  for (const cause of causes) {
    requireLaw(cause);
    const { name, components, initialAge, lemons } = cause;
    if (!isIndexBelow(components, 2 ** 31)) {
      throw new RangeError(`${name}: there cannot be ${components} components`);
    }
    if (!(initialAge >= 0 && Number.isSafeInteger(Math.round(initialAge * 1e6)))) {
      throw new RangeError(`${name}: ${initialAge} s is not an age`);
    }
    if (lemons) requireLemons(cause, lemons);
  }
}

export function isIndexBelow(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function requireLemons({ name, components }: HazardCause, { nodes, factor }: Lemons): void {
  if (!(factor >= 1 && factor < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${name}: a lemon cannot fail ${factor} times as often`);
  }
  const stranger = nodes.find((node) => !isIndexBelow(node, components));
  if (stranger !== undefined) throw new RangeError(`${name}: lemon ${stranger} has no component`);
  if (new Set(nodes).size < nodes.length) throw new RangeError(`${name}: a lemon is listed twice`);
}
