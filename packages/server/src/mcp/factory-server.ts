import { openToolbox, type Tool, type ToolAnswer, type Toolbox } from '@gigafactory/core/tools';
import {
  type CallToolResult,
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { DocumentState, FactoryDocument } from '../document/index.ts';
import { answerOnThreads, type InPartsOptions, type RunOperation } from '../threads/index.ts';
import type { Library } from './library.ts';

/** What an MCP server is made of. */
export interface McpParts {
  /** The factory file that its tools are about; it is looked at again with each call. */
  readonly document: FactoryDocument;
  /** Laid over the file, as `--set` gives them. */
  readonly edits: Readonly<Record<string, string>>;
  /** The file as a person would type it; absent where there is none. */
  readonly typed?: string | undefined;
  /** Runs operations on threads. */
  readonly run: RunOperation;
  /** How many threads one call may use. */
  readonly threads: number;
  /** Absent where none are installed. */
  readonly library?: Library | undefined;
  /** Of the program. */
  readonly version: string;
}

const FACTORY_URI = 'gigafactory://factory.yaml';
const DOC_URI = 'gigafactory://docs/';

/** What a model is told first. */
const INSTRUCTIONS = [
  'Tools about one factory file: the description of an AI supercomputer. Every figure has a derivation: "plan" answers the figures, "explain" where one of them comes from, by its path.',
  'Values are in SI units (W, B, s), beside the unit in which they are best shown; "shown" of "explain" has them as they are read.',
  'Changes are tried with "edits" (path to value, as text); the file itself is never changed. "twin" lives through failures in virtual time.',
  'Long answers are cut, and say so: ask again with "only" (paths of the answer) or "most" (characters).',
  'What runs for real is never touched: "propose" answers the command that a person would type.',
].join(' ');

type Tools = Toolbox<InPartsOptions>;

/** Makes servers that share their tools: one for each connection, or for each request over HTTP. */
export function mcpServers(parts: McpParts): () => Server {
  const tools = toolsOf(parts);
  const listed = tools.tools.map(toListed);
  return () => {
    const server = new Server(
      { name: 'gigafactory', title: 'Gigafactory', version: parts.version },
      { capabilities: { tools: {}, resources: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools: listed }));
    server.setRequestHandler('tools/call', ({ params }, context) =>
      callTool(tools, params.name, params.arguments, context),
    );
    server.setRequestHandler('resources/list', () => ({ resources: resourcesOf(parts) }));
    server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }));
    server.setRequestHandler('resources/read', ({ params }) => readResource(parts, params.uri));
    return server;
  };
}

function toolsOf({ document, edits, typed, run, threads }: McpParts): Tools {
  return openToolbox({
    file: async () => {
      const { text, beside, problems } = await document.refresh();
      if (problems.length > 0) return { ok: false, problems };
      return {
        ok: true,
        value: { text, beside, edits, ...(typed === undefined ? {} : { file: typed }) },
      };
    },
    answer: answerOnThreads(run, threads),
  });
}

function toListed({ name, kind, description, input, output }: Tool) {
  return {
    ...{ name, description },
    inputSchema: input as { type: 'object' },
    outputSchema: output as { type: 'object' },
    // Orders are proposed and never given: nothing that a tool does changes anything.
    annotations: { readOnlyHint: true, openWorldHint: false, idempotentHint: kind !== 'stream' },
  };
}

async function callTool(
  tools: Tools,
  name: string,
  given: unknown,
  context: ServerContext,
): Promise<CallToolResult> {
  const { signal } = context.mcpReq;
  const answer = await tools.call(name, given, { signal, onPart: progressOf(context) });
  const [problem] = answer.problems ?? [];
  // The protocol has an error of its own for a tool that is not in the list.
  if (problem?.code !== 'tool.unknown') return toResult(answer);
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, problem.message, problem);
}

/** Tells who asked for it how far a call is. Parts of several rounds are counted on: progress only grows. */
function progressOf({ mcpReq }: ServerContext): NonNullable<InPartsOptions['onPart']> {
  const { progressToken } = mcpReq._meta ?? {};
  let before = 0;
  let last = 0;
  return (done, parts, round) => {
    if (done < last) before += last;
    last = done;
    if (progressToken === undefined || mcpReq.signal.aborted) return;
    const total = round === undefined ? { total: parts } : {};
    const of = `${done} of ${parts} parts`;
    const message = round === undefined ? of : `${round}, ${of}`;
    const params = { progressToken, progress: before + done, ...total, message };
    // A client that has gone hears nothing, and its call is cancelled by other means.
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}

/** As data and, for models that see only text, as the same JSON, with what was cut in words after it. */
function toResult(answer: ToolAnswer): CallToolResult {
  const { problems, advice } = answer;
  const text = problems ? problems.map(inWords).join('\n') : JSON.stringify(answer);
  return {
    content: [
      { type: 'text', text },
      ...(advice === undefined ? [] : [{ type: 'text' as const, text: advice }]),
    ],
    structuredContent: { ...answer },
    ...(problems ? { isError: true } : {}),
  };
}

function inWords({ code, message, path, nearest }: NonNullable<ToolAnswer['problems']>[number]) {
  const where = path === undefined ? '' : `${path}: `;
  const meant = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return `${code}: ${where}${message}${meant}`;
}

function resourcesOf({ document, library }: McpParts) {
  const factory = {
    uri: FACTORY_URI,
    name: document.state.name,
    title: 'The factory file',
    description: 'As it is on disk now',
    mimeType: 'application/yaml',
  };
  const docs = (library?.docs ?? []).map(({ path, title, about }) => ({
    ...{ uri: DOC_URI + path, name: path, title, description: about },
    mimeType: 'text/markdown',
  }));
  return [factory, ...docs];
}

async function readResource({ document, library }: McpParts, uri: string) {
  if (uri === FACTORY_URI) {
    const state = await document.refresh();
    return { contents: [{ uri, mimeType: 'application/yaml', text: textOf(state) }] };
  }
  const text = uri.startsWith(DOC_URI) ? library?.read(uri.slice(DOC_URI.length)) : undefined;
  if (text === undefined) throw new ResourceNotFoundError(uri);
  return { contents: [{ uri, mimeType: 'text/markdown', text }] };
}

/** What cannot be read now is an error, not the text of before. */
function textOf({ text, problems }: DocumentState): string {
  const [problem] = problems;
  if (!problem || problem.path !== undefined) return text;
  throw new ProtocolError(ProtocolErrorCode.InternalError, problem.message, { ...problem });
}
