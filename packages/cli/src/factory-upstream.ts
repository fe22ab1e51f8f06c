import { randomBytes } from 'node:crypto';
import type { Problem } from '@gigafactory/core/base';
import type {
  Upstream,
  UpstreamEvent,
  UpstreamModel,
  UpstreamRequest,
} from '@gigafactory/grok/gateway';
import type { AskedFile, Call, Skill } from '@gigafactory/grok/skill';

export interface FactoryUpstreamParts {
  readonly skill: Pick<Skill, 'ask'>;
  /** Names under which the model is asked: an alias, the newest version, that version itself. */
  readonly ids: readonly string[];
  /** When it was published, s since 1970. */
  readonly created: number;
  /** As it is when it is asked about. */
  readonly file: () => AskedFile;
  readonly operations: readonly Call['operation'][];
  readonly close: () => Promise<void>;
}

/** It calls the factory's own operations, in the likeliest way, and says what came of them. */
const TAKES: UpstreamModel['takes'] = {
  ...{ tools: false, formats: [], sampling: false, pictures: false },
};

/** About as many characters make a token; the text of an answer is no model's, so none counts them. */
const CHARACTERS_PER_TOKEN = 4;

/** The served file as something that can be asked: first the call that was understood, then what came of it. */
export function factoryUpstream(parts: FactoryUpstreamParts): Upstream {
  const { skill, ids, created, file, operations, close } = parts;
  const models = ids.map((id) => ({ id, created, owner: 'gigafactory', takes: TAKES }));
  return {
    name: 'embedded',
    models: () => models,
    async *respond(request, signal): AsyncGenerator<UpstreamEvent> {
      const question = questionOf(request);
      if (question === undefined) return yield failure(NO_QUESTION);
      const previous = callsOf(request, operations);
      const answered = await skill.ask({ question, file: file(), previous }, signal);
      if (!answered.ok) return yield failure(answered.problems[0] ?? NO_QUESTION);
      const { operation, arguments: given, answer } = answered.value;
      if (operation !== 'none') {
        const id = `call_${randomBytes(12).toString('hex')}`;
        yield { kind: 'call', id, name: operation, arguments: JSON.stringify(given) };
      }
      const most = request.mostTokens * CHARACTERS_PER_TOKEN;
      yield { kind: 'text', delta: answer.text.slice(0, most) };
      yield { kind: 'done', reason: answer.text.length > most ? 'length' : 'stop' };
    },
    close,
  };
}

const NO_QUESTION: Problem = {
  code: 'ask.question',
  message: 'There is no question: the last message is to be one of a user.',
};

function failure(problem: Problem): UpstreamEvent {
  return { kind: 'failed', problem, mayRetry: false };
}

/** What the user said last, if nobody has said anything since. */
function questionOf({ turns }: UpstreamRequest): string | undefined {
  const last = turns.findLast((turn) => turn.kind === 'message' && turn.role !== 'system');
  if (last?.kind !== 'message' || last.role !== 'user') return undefined;
  return last.text.trim() === '' ? undefined : last.text;
}

/** The calls of the conversation so far, those that the factory knows. */
function callsOf({ turns }: UpstreamRequest, operations: readonly Call['operation'][]): Call[] {
  return turns.flatMap((turn) => {
    if (turn.kind !== 'call') return [];
    const operation = operations.find((name) => name === turn.name);
    const given = operation && objectIn(turn.arguments);
    return given ? [{ operation, arguments: given }] : [];
  });
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
