import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { ChatPiece } from '@gigafactory/core/chats';
import { openRegistry } from '../registry/index.ts';
import { granted } from '../registry/registry.fixture.ts';
import { openSkill, type RunOperation, type Skill } from '../skill/index.ts';
import { embeddedAnswerer } from './embedded.ts';
import type { AnswerRequest, AnswerTurn, KeptFile, Passages } from './port.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

export const TEXT = `gigafactory: 1
hardware: { gpu: h100-sxm }
fleet: { gpus: 64 }
runs:
  sft: { model: llama3-8b, tokens: 15B, globalBatch: 512, sequenceLength: 8192 }
`;
const QUESTION = 'what does the facility draw?';

/** The model that ships. */
export async function shippedSkill(): Promise<Skill> {
  const registry = openRegistry({ home: join(tmpdir(), 'gigafactory-none') });
  return granted(await openSkill(granted(await registry.find('grok-nano')), run));
}

export interface Asked {
  readonly question?: string;
  readonly text?: string;
  readonly file?: string;
  readonly page?: string;
  readonly figure?: string;
  readonly before?: readonly AnswerTurn[];
  readonly passages?: Passages;
  readonly files?: readonly KeptFile[];
  /** Those of earlier questions. */
  readonly known?: readonly KeptFile[];
}

/** A question about the file, with nothing before it. */
export function requestOf(text: string): AnswerRequest {
  const about = { file: 'factory.yaml' };
  return {
    turns: [{ role: 'person', text, events: [], files: [] }],
    ...{ file: { text: TEXT, ...about }, about, attached: async () => undefined },
  };
}

/** What it answers. */
export async function answerOf(skill: Skill, asked: Asked = {}): Promise<readonly ChatPiece[]> {
  const { question = QUESTION, text = TEXT, file = 'factory.yaml', before = [], passages } = asked;
  const { page, figure } = asked;
  const about = { file, ...(page ? { page } : {}), ...(figure ? { figure } : {}) };
  const turns = [
    ...before,
    { role: 'person' as const, text: question, events: [], files: asked.files ?? [] },
  ];
  const all = [...(asked.known ?? []), ...(asked.files ?? [])];
  const attached = async (id: string) => all.find((each) => each.id === id);
  const request: AnswerRequest = { turns, file: { text, file }, about, attached };
  const pieces: ChatPiece[] = [];
  const answerer = embeddedAnswerer({ skill, run, passages });
  for await (const piece of answerer.answer(request, new AbortController().signal))
    pieces.push(piece);
  return pieces;
}

export const only = (pieces: readonly ChatPiece[], kind: ChatPiece['kind']) =>
  pieces.filter((piece) => piece.kind === kind);
