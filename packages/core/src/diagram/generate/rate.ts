import { askGraph } from '../ask/ask.ts';
import type { Diagram } from '../diagram.ts';
import type { MadeGraph } from './graph.ts';
import { type Estimate, estimate, type Measure, measure, normal } from './measure.ts';
import { answerOf, type SetQuestion } from './questions.ts';

/** What was made of one drawing. */
export interface Rated extends Measure {
  readonly asked: number;
  readonly right: number;
}

/** Rates what was read of a drawing: the graph against the true one, and each question asked on it. Undefined: nothing was read. */
export function rate(
  read: Diagram | undefined,
  graph: MadeGraph,
  questions: readonly SetQuestion[],
): Rated {
  const right = questions.filter((question) => read && isRight(read, question)).length;
  return { ...measure(read, graph), asked: questions.length, right };
}

function isRight(read: Diagram, question: SetQuestion): boolean {
  const answer = askGraph(read, question.ask);
  if (!answer.ok) return false;
  const labels = new Map([...read.nodes, ...read.groups].map(({ id, label }) => [id, label]));
  const said = answerOf(question, answer.value, (id) => labels.get(id) ?? '');
  const sorted = (texts: readonly string[]) => JSON.stringify(texts.map(normal).sort());
  return sorted(said) === sorted(question.right);
}

/** What was made of several drawings: means over them with their intervals; absent where no drawing counts. */
export interface Rating {
  readonly drawings: number;
  /** Of which nothing could be read; they count as 0 in every mean. */
  readonly failed: number;
  readonly nodeF1?: Estimate;
  readonly edgeF1?: Estimate;
  readonly groups?: Estimate;
  readonly directions?: Estimate;
  readonly texts?: Estimate;
  readonly exact?: Estimate;
  readonly questions: { readonly asked: number; readonly right: number };
}

export function ratingOf(
  rated: readonly (Rated & { readonly failed: boolean })[],
  seed: number,
): Rating {
  const of = <Name extends string>(name: Name, value: (each: Rated) => number | undefined) => {
    const found = estimate(
      rated.map(value).filter((each) => each !== undefined),
      seed,
    );
    return (found ? { [name]: found } : {}) as { readonly [Key in Name]?: Estimate };
  };
  const sum = (value: (each: Rated) => number) =>
    rated.reduce((total, each) => total + value(each), 0);
  return {
    drawings: rated.length,
    failed: rated.filter(({ failed }) => failed).length,
    ...of('nodeF1', ({ nodes }) => nodes),
    ...of('edgeF1', ({ edges }) => edges),
    ...of('groups', ({ groups }) => groups),
    ...of('directions', ({ directions }) => directions),
    ...of('texts', ({ texts }) => texts),
    ...of('exact', ({ exact }) => exact),
    questions: { asked: sum(({ asked }) => asked), right: sum(({ right }) => right) },
  };
}
