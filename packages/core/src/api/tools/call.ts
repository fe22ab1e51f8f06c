import { z } from 'zod';
import { failed, nearestName, ok, type Problem, type Result } from '../../base/index.ts';
import type { FactoryText } from '../../study/index.ts';
import { type Answer, OPERATIONS, type OperationName, type Operations } from '../contract.ts';
import { checkInput } from '../dispatch.ts';
import { requestProblems } from '../request-problems.ts';
import { pick } from './pick.ts';
import { propose } from './propose.ts';
import { type Json, type JsonObject, shorten } from './shorten.ts';
import {
  COMMON,
  type Cut,
  fixedFields,
  listTools,
  PROPOSAL_TOOL,
  type Tool,
  toolNames,
  USUAL_ANSWER,
} from './tool.ts';

/**
 * Answers an operation, here or elsewhere; its input has been checked. `Watch` is what a caller sends along, such as a
 * signal to cancel by.
 */
export type AnswerOperation<Watch = void> = <Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
  watch: Watch,
) => Promise<Answer<Name>>;

/** What tools are called with. */
export interface ToolSite<Watch = void> {
  /** The file that is open, as it is now, or why it cannot be read. Not asked by tools that are about no file. */
  readonly file: () => Result<FactoryText> | Promise<Result<FactoryText>>;
  readonly answer: AnswerOperation<Watch>;
}

/** What came of a call, as JSON: one of value, partial, parts and problems. */
export interface ToolAnswer {
  readonly value?: Json;
  readonly partial?: Json;
  readonly parts?: JsonObject;
  readonly cut?: readonly Cut[];
  readonly advice?: string;
  readonly problems?: readonly Problem[];
}

/** Tools of one site, for whoever hands them to a model or to another assistant. */
export interface Toolbox<Watch = void> {
  readonly tools: readonly Tool[];
  /**
   * Calls a tool with arguments from anywhere. What is wrong with the call, or with the file, is an answer too; rejects
   * only if `answer` of the site does. `tool.unknown` is the problem of a name that no tool has.
   */
  call(name: string, given: unknown, watch: Watch): Promise<ToolAnswer>;
}

/** The deepest valid argument is a fault's domain in a list. */
const MOST_DEPTH = 32;
const NO_FILE: FactoryText = { text: '' };

export function openToolbox<Watch = void>(site: ToolSite<Watch>): Toolbox<Watch> {
  const tools = listTools();
  return { tools, call: (name, given, watch) => call(site, name, given, watch) };
}

async function call<Watch>(
  site: ToolSite<Watch>,
  name: string,
  given: unknown,
  watch: Watch,
): Promise<ToolAnswer> {
  const wrong = shapeProblem(given);
  if (wrong) return { problems: [wrong] };
  const args = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (name === PROPOSAL_TOOL) {
    const about = await site.file();
    // What runs can be stopped though the file is gone.
    return toAnswer(propose(args, about.ok ? about.value : {}), {});
  }
  if (!isTool(name)) return { problems: [unknownTool(name)] };
  const { only, most, ...rest } = args;
  const common = z.strictObject(COMMON).safeParse(withoutAbsent({ only, most }));
  if (!common.success) {
    return { problems: requestProblems(Object.keys(COMMON), common.error.issues) };
  }
  const file = fixedFields(name).length > 0 ? await site.file() : ok(NO_FILE);
  if (!file.ok) return { problems: file.problems };
  const answered = await runTool(name, rest, file.value, (...asked) =>
    site.answer(...asked, watch),
  );
  return toAnswer(answered, common.data);
}

/**
 * Runs the operation of a tool on a file, and answers all of it. Problems: `tool.fixed` for an argument that would
 * replace the file, and those of the operation.
 */
export async function runTool<Name extends OperationName>(
  name: Name,
  given: Readonly<Record<string, unknown>>,
  file: FactoryText,
  run: (name: Name, input: Operations[Name]['input']) => Promise<Answer<Name>>,
): Promise<Answer<Name>> {
  const fixed = fixedFields(name);
  const replaced = fixed.find((field) => Object.hasOwn(given, field));
  if (replaced !== undefined) {
    const message = `The tool is about the file that is open: leave out "${replaced}", and give changes as "edits".`;
    return failed({ code: 'tool.fixed', path: replaced, message });
  }
  const checked = checkInput(name, fixed.length === 0 ? given : laidOver(file, given));
  return checked.ok ? run(name, checked.value) : checked;
}

/** The arguments on the file; edits of both, the arguments' last. */
function laidOver(file: FactoryText, given: Readonly<Record<string, unknown>>): object {
  const { edits } = given;
  if (!isRecord(edits) || !file.edits) return { ...file, ...given };
  return { ...file, ...given, edits: { ...file.edits, ...edits } };
}

function isTool(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name) && toolNames().includes(name as OperationName);
}

function unknownTool(name: string): Problem {
  const names = [...toolNames(), PROPOSAL_TOOL];
  const nearest = nearestName(name, names);
  const message = `There is no tool "${name.slice(0, 80)}"; there are ${names.join(', ')}.`;
  return { code: 'tool.unknown', message, ...(nearest === undefined ? {} : { nearest }) };
}

function shapeProblem(given: unknown): Problem | undefined {
  if (given !== undefined && !isRecord(given)) {
    return { code: 'request.invalid', message: 'The arguments of a tool are a JSON object.' };
  }
  if (!isDeeper(given, MOST_DEPTH)) return undefined;
  const message = `The arguments are nested more than ${MOST_DEPTH} deep.`;
  return { code: 'request.depth', message };
}

/** Level by level, because walking down far deeper values would overflow the stack. */
function isDeeper(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function toAnswer(
  answered: Result<unknown>,
  {
    only,
    most = USUAL_ANSWER,
  }: { readonly only?: readonly string[] | undefined; readonly most?: number | undefined },
): ToolAnswer {
  if (!answered.ok) return { problems: answered.problems };
  // As it is carried: without what is undefined.
  const value = JSON.parse(JSON.stringify(answered.value)) as Json;
  const picked = only && pick(value, only);
  if (picked && !picked.ok) return { problems: picked.problems };
  const wanted = picked ? picked.value : value;
  const { value: kept, cuts, more } = shorten(wanted, most);
  if (cuts.length === 0) return picked ? { parts: picked.value } : { value };
  const all = JSON.stringify(wanted).length;
  const advice = adviceOf(all, most, more);
  return { ...(picked ? { parts: kept as JsonObject } : { partial: kept }), cut: cuts, advice };
}

function adviceOf(all: number, most: number, more: number): string {
  const others = more === 0 ? '' : ` ${more} more cuts are not listed.`;
  return `The answer has ${all} characters and was cut to ${most}.${others} Ask again with "only", the paths of what you need, or with a larger "most"; "explain" gives one figure of the plan by its path.`;
}

function withoutAbsent(given: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
