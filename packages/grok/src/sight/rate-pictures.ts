import { readDiagram } from '@gigafactory/core/diagram';
import {
  Chance,
  type DrawnPicture,
  drawPicture,
  questionsOf,
  type Rated,
  rate,
  type SetQuestion,
  SKETCH_KINDS,
  type SketchKind,
} from '@gigafactory/core/diagram-set';
import { dotOf, type ModelDoor, readPicture } from '../assistant/index.ts';

/** A picture of the set, by a name that says its kind and seed: `fabric-7`. */
export interface SetPicture extends DrawnPicture {
  readonly name: string;
  readonly questions: readonly SetQuestion[];
}

/** What a model made of a picture. */
export interface SeenPicture extends Rated {
  readonly name: string;
  readonly kind: SketchKind;
  readonly failed: boolean;
  /** Whether no answer came at all, so that it says nothing about the model. */
  readonly isUnanswered: boolean;
  /** Why nothing could be read of it. */
  readonly problem?: string;
  readonly tokens: { readonly input: number; readonly output: number };
}

/** Pictures of every kind in turn: `count` of each, from a seed on. */
export function pictureSet(count: number, seed: number): SetPicture[] {
  return Array.from({ length: count }, (_, index) => seed + index).flatMap((each) =>
    SKETCH_KINDS.map((kind) => {
      const drawn = drawPicture(kind, each);
      const questions = questionsOf(drawn.graph, new Chance(each));
      return { ...drawn, questions, name: `${kind}-${each}` };
    }),
  );
}

export interface SeeingParts {
  readonly door: Pick<ModelDoor, 'respond'>;
  readonly model: string;
  /** Base64 of a PNG. */
  readonly png: string;
}

/** Has a model read a picture, and asks the questions of the picture on the graph that came of it. Never throws. */
export async function ratePicture(
  { graph, name, kind, questions }: SetPicture,
  { door, model, png }: SeeingParts,
  signal: AbortSignal,
): Promise<SeenPicture> {
  let isUnanswered = false;
  const heard: SeeingParts['door'] = {
    async *respond(request, stop) {
      for await (const event of door.respond(request, stop)) {
        isUnanswered ||= event.kind === 'failed';
        yield event;
      }
    },
  };
  const { reading, problem, tokens } = await readPicture(heard, model, png, signal);
  // A picture that is said to show no diagram was not read either.
  const isRead = reading !== undefined && reading.nodes.length > 0;
  const read = isRead ? readDiagram({ text: dotOf(reading), format: 'dot' }) : undefined;
  const diagram = read?.ok ? read.value : undefined;
  const why =
    problem ?? (read?.ok === false ? read.problems[0]?.message : isRead ? undefined : NOTHING_SEEN);
  return {
    // What it cost is not known here: no price is asked for.
    tokens: { input: tokens.input, output: tokens.output },
    ...{ name, kind, failed: diagram === undefined, isUnanswered },
    ...(why === undefined ? {} : { problem: why }),
    ...rate(diagram, graph, questions),
  };
}

const NOTHING_SEEN = 'The model says that the picture shows no diagram.';
