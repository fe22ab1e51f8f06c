import type { Answer, Diagram, GraphAnswer } from '@gigafactory/core/api';
import type { Attachment, ChatPiece } from '@gigafactory/core/chats';
import type { RunOperation } from '../../skill/index.ts';
import type { AnswerRequest, AnswerTurn } from '../port.ts';
import { inMarkdown, inPieces } from '../words.ts';
import { type DiagramQuestion, readDiagramQuestion } from './read-question.ts';
import * as say from './say.ts';

/** The diagrams that a question may be about. */
interface Attached {
  /** Of a picture with what a model read in it; the others are sources themselves. */
  readonly files: readonly { readonly file: Attachment; readonly dot?: string | undefined }[];
  /** Whether they came with the question. */
  readonly isNew: boolean;
}

/**
 * Answers a question about attached diagrams by the operations that read them, exactly and always alike. Yields nothing, and returns
 * false, where the question is about something else.
 */
export async function* answerFromDiagrams(
  request: AnswerRequest,
  run: RunOperation,
): AsyncGenerator<ChatPiece, boolean> {
  const attached = diagramsOf(request.turns);
  const question = request.turns.at(-1)?.text ?? '';
  let calls = 0;
  let isAnswered = false;
  for (const { file, dot } of attached?.files ?? []) {
    const text = dot ?? textOf((await request.attached(file.id))?.content);
    const diagram = await run('diagram', { text });
    if (!diagram.ok) {
      yield* told(say.problems(diagram.problems));
      isAnswered = true;
      continue;
    }
    const { isNew } = attached!;
    const read = readDiagramQuestion(question, diagram.value, { isNew });
    const asked = read ?? (isNew ? ({ kind: 'describe' } as const) : undefined);
    if (!asked) continue;
    isAnswered = true;
    if (attached!.files.length > 1) yield* told(`**${inMarkdown(file.name)}**\n\n`);
    yield* new OneAnswer(run, request, file, text, diagram.value).pieces(asked, `call_${++calls}`);
  }
  return isAnswered;
}

/** Those of the newest question that has some. What a picture shows is known where a model of an earlier answer has read it. */
function diagramsOf(turns: readonly AnswerTurn[]): Attached | undefined {
  const seen = new Map<string, string | undefined>();
  for (const event of turns.flatMap(({ events }) => events))
    if (event.kind === 'diagram') seen.set(event.file, event.dot);
  for (let at = turns.length - 1; at >= 0; at--) {
    const files = turns[at]!.files.map((file) => ({
      file,
      dot: file.kind === 'picture' ? seen.get(file.id) : undefined,
    })).filter(({ file, dot }) => file.kind === 'diagram' || dot !== undefined);
    if (files.length > 0) return { files, isNew: at === turns.length - 1 };
  }
  return undefined;
}

/** What is said of one diagram. */
class OneAnswer {
  readonly #run: RunOperation;
  readonly #request: AnswerRequest;
  readonly #file: Attachment;
  readonly #text: string;
  readonly #diagram: Diagram;

  constructor(
    run: RunOperation,
    request: AnswerRequest,
    file: Attachment,
    text: string,
    diagram: Diagram,
  ) {
    this.#run = run;
    this.#request = request;
    this.#file = file;
    this.#text = text;
    this.#diagram = diagram;
  }

  async *pieces(asked: DiagramQuestion, call: string): AsyncGenerator<ChatPiece> {
    const name = OPERATION[asked.kind];
    const given = asked.kind === 'graph' ? { ask: asked.ask } : {};
    yield { kind: 'call', id: call, name, arguments: { file: this.#file.name, ...given } };
    const { ok, short, words } = await this.#say(asked);
    yield { kind: 'result', call, ok, text: short };
    yield* told(words);
    if (asked.kind === 'describe') yield { kind: 'diagram', call, file: this.#file.id };
  }

  async #say(asked: DiagramQuestion): Promise<Outcome> {
    const text = this.#text;
    switch (asked.kind) {
      case 'graph':
        return outcome(
          await this.#run('graph', { text, ask: asked.ask }),
          (answer: GraphAnswer) => [answer.sentence, say.graphAnswer(answer, this.#diagram)],
        );
      case 'compare':
        return outcome(
          await this.#run('deviations', { ...this.#request.file, diagram: { text } }),
          (compared) => say.deviations(compared),
        );
      case 'draft':
        return outcome(await this.#run('draft', { text }), (drafted) => say.drafted(drafted));
      case 'describe':
        return { ok: true, ...say.described(this.#diagram) };
    }
  }
}

const OPERATION = {
  graph: 'graph',
  compare: 'deviations',
  draft: 'draft',
  describe: 'diagram',
} as const;

interface Outcome {
  readonly ok: boolean;
  /** Of the call. */
  readonly short: string;
  /** Markdown. */
  readonly words: string;
}

function outcome<Name extends 'graph' | 'deviations' | 'draft'>(
  answer: Answer<Name>,
  tell: (
    value: Extract<Answer<Name>, { ok: true }>['value'],
  ) => readonly [short: string, words: string],
): Outcome {
  if (!answer.ok)
    return {
      ok: false,
      short: answer.problems[0]?.message ?? '',
      words: say.problems(answer.problems),
    };
  const [short, words] = tell(answer.value);
  return { ok: true, short, words };
}

function* told(markdown: string): Generator<ChatPiece> {
  for (const delta of inPieces(markdown)) yield { kind: 'text', delta };
}

function textOf(content: Uint8Array | undefined): string {
  return new TextDecoder().decode(content);
}
