import type { Notes } from '@gigafactory/core/base';
import type { Answerer as AnswererFacts, ChatMark, ChatPiece } from '@gigafactory/core/chats';
import {
  type AnswerFigure,
  type Call,
  OPERATIONS,
  type RunOperation,
  runCall,
  type Said,
  type Skill,
} from '../skill/index.ts';
import { Charting } from './charts.ts';
import { answerFromDiagrams } from './diagrams/answer.ts';
import { citationOf } from './evidence.ts';
import type { Answerer, AnswerRequest, Passages } from './port.ts';
import { passagesBelow } from './retrieval/notes.ts';
import { inMarkdown, inPieces } from './words.ts';

export interface EmbeddedParts {
  readonly skill: Pick<Skill, 'ask' | 'model' | 'notesOf'>;
  readonly run: RunOperation;
  /** What is quoted where no operation answers; absent where nothing can be found by meaning. */
  readonly passages?: Passages | undefined;
}

const ID = 'embedded';

/**
 * Answers without any model from outside: grok-nano turns the question into a call, which is run; where there is none, passages
 * that mean something similar are quoted. It writes no sentence of its own about the world, and the same question gives the same
 * pieces again.
 */
export function embeddedAnswerer(parts: EmbeddedParts): Answerer {
  const { skill } = parts;
  const finds = parts.passages ? ', and passages of the documentation word for word' : '';
  const about = `${skill.model}, a small model of this program and not xAI’s Grok: it turns a question into an operation, whose own words are the answer${finds}.`;
  const facts: AnswererFacts = { id: ID, about, goesTo: '', price: '', sees: false };
  return {
    facts,
    isRepeatable: true,
    async *answer(request, signal): AsyncGenerator<ChatPiece> {
      yield { kind: 'by', model: skill.model, about };
      const isOfDiagram = yield* answerFromDiagrams(request, parts.run);
      if (isOfDiagram) return yield { kind: 'end', reason: 'done' };
      const question = request.turns.at(-1)?.text ?? '';
      const previous = callsBefore(request);
      const understood = await skill.ask(
        { question, file: request.file, previous, dryRun: true },
        signal,
      );
      if (!understood.ok) return yield failure(understood.problems[0]?.message);
      const { operation, arguments: given, answer, otherwise } = understood.value;
      const call = operation === 'none' ? otherwise : { operation, arguments: given };
      const notes = await skill.notesOf(request.file);
      const isFound =
        operation === 'none' &&
        (yield* answerFromPassages(parts, {
          ...{ question, refusal: answer.text, hasCall: call !== undefined, notes },
        }));
      if (call && !isFound) {
        yield* answerByCall(stoppable(parts.run, signal), call, request);
        yield* sourcesOf(call, notes);
      }
      yield { kind: 'end', reason: 'done' };
    },
  };
}

/** What is under way when an answer is stopped is abandoned, so that its thread does not go on for nobody. */
function stoppable(run: RunOperation, signal: AbortSignal): RunOperation {
  return (name, input) => run(name, input, signal);
}

/** Notes below a figure that are quoted beside its own. */
const MOST_BELOW = 2;

/** Where a figure that was explained comes from, by the notes below its own. */
function* sourcesOf({ operation, arguments: given }: Call, notes: Notes): Generator<ChatPiece> {
  const { path } = given;
  if (operation !== 'explain' || typeof path !== 'string') return;
  for (const passage of passagesBelow(notes, path, MOST_BELOW)) yield citationOf(passage, 'call_1');
}

async function* answerByCall(
  run: RunOperation,
  call: Call,
  { file }: AnswerRequest,
): AsyncGenerator<ChatPiece> {
  yield { kind: 'call', id: 'call_1', name: call.operation, arguments: call.arguments };
  const charting = new Charting(run);
  const said = await runCall(call, file, charting.run);
  yield { kind: 'result', call: 'call_1', ok: true, text: said.text };
  yield* tell(said, 'call_1');
  yield* charting.take('call_1');
}

/** The words of a result, the figures it gives and the edits it tried. */
function* tell({ text, figures, edits }: Said, call: string): Generator<ChatPiece> {
  for (const delta of inPieces(inMarkdown(text))) yield { kind: 'text', delta };
  if (edits) yield { kind: 'proposal', call, edits };
  for (const figure of figures) yield pieceOf(figure, call);
}

function pieceOf(figure: AnswerFigure, call: string): ChatPiece {
  return { kind: 'figure', call, ...figure, mark: markOf(figure.path) };
}

/** Paths of figures say where they come from: those of lives and of traces of power were simulated. */
function markOf(path: string): ChatMark {
  return /^(twin|sitePower)\./.test(path) ? 'simulated' : 'planned';
}

async function* answerFromPassages(
  { passages }: EmbeddedParts,
  { question, refusal, hasCall, notes }: Sought,
): AsyncGenerator<ChatPiece, boolean> {
  if (!passages) {
    if (!hasCall) yield* inPieces(inMarkdown(refusal)).map(textPiece);
    return false;
  }
  // How things work stands in documents; notes say how things are in one plan.
  const { found, problem } = await passages.find(question, hasCall ? undefined : notes);
  if (hasCall && found.length === 0) return false;
  yield { kind: 'call', id: 'call_1', name: 'search', arguments: { question } };
  const text = problem ?? `${found.length} passages`;
  yield { kind: 'result', call: 'call_1', ok: problem === undefined, text };
  const said = found.length === 0 ? `${refusal}${problem ? ` ${problem}` : ''}` : QUOTED;
  for (const delta of inPieces(inMarkdown(said))) yield { kind: 'text', delta };
  for (const passage of found) yield citationOf(passage, 'call_1');
  return true;
}

/** A question that documents or notes may answer. */
interface Sought {
  readonly question: string;
  /** What is said where nothing is found. */
  readonly refusal: string;
  /** Whether an operation answers it where nothing is found. */
  readonly hasCall: boolean;
  readonly notes: Notes;
}

const QUOTED =
  'No operation of the factory answers this. These passages are nearest in meaning, word for word; nothing was made of them.';

function textPiece(delta: string): ChatPiece {
  return { kind: 'text', delta };
}

/** Calls of the conversation, the oldest first, and of the figure that the page shows: a question may go on from it. */
function callsBefore({ turns, about }: AnswerRequest): Call[] {
  const called = turns.flatMap(({ events }) =>
    events.flatMap((event): Call[] => {
      if (event.kind !== 'call') return [];
      const operation = OPERATIONS.find((name) => name === event.name);
      return operation ? [{ operation, arguments: event.arguments }] : [];
    }),
  );
  if (about.figure === undefined) return called;
  return [...called, { operation: 'explain', arguments: { path: about.figure } }];
}

function failure(message = 'The model gave no answer.'): ChatPiece {
  return { kind: 'failed', code: 'chat.model', message };
}
