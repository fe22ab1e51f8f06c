import type { Answer, OperationName, Operations } from '@gigafactory/core/api';
import { nearestName } from '@gigafactory/core/base';
import { type Context, Hono } from 'hono';
import { RunError, type RunErrorCode, type RunOperation } from '../threads/run.ts';
import { AnswerCache, answerKey } from './answer-cache.ts';
import { limitBody } from './guard.ts';
import { type OperationDescription, toOpenApi } from './openapi.ts';
import { refuse } from './refuse.ts';
import { SharedRuns } from './shared-runs.ts';

/** The deepest valid input is a fault's domain in a list. */
const MOST_DEPTH = 32;

const STATUS = { timeout: 504, busy: 503, cancelled: 503, crashed: 500 } as const satisfies Record<
  RunErrorCode,
  number
>;

/**
 * `POST /<operation>` with its input as JSON, and the description of all operations. Repeated requests are
 * answered from memory, and equal requests that arrive together are computed once.
 */
export function operationRoutes(
  operations: Readonly<Record<string, OperationDescription>>,
  run: RunOperation,
): Hono {
  // Made when it is asked for: few do, and a page should not wait for it.
  let document: Record<string, unknown> | undefined;
  const answers = new AnswerCache();
  const running = new SharedRuns<Answer<OperationName>>();
  const routes = new Hono();
  routes.get('/openapi.json', (c) => {
    document ??= toOpenApi(operations);
    return c.json(document);
  });
  routes.all('/:operation', async (c, next) => {
    const name = c.req.param('operation');
    if (!Object.hasOwn(operations, name)) return refuseName(c, name, Object.keys(operations));
    if (c.req.method === 'POST') return next();
    c.header('allow', 'POST');
    return refuse(c, 405, 'http.method', `Use POST for /api/${name}.`);
  });
  routes.post('/:operation', limitBody, async (c) => {
    const name = c.req.param('operation') as OperationName;
    const body = await c.req.text();
    const key = answerKey(name, body);
    const known = answers.get(key);
    if (known) return send(c, known, 200);
    if (isDeeper(body, MOST_DEPTH)) {
      return refuse(c, 422, 'http.depth', `The body is nested more than ${MOST_DEPTH} deep.`);
    }
    const input = objectIn(body);
    if (!input) return refuse(c, 400, 'http.json', 'The body must be a JSON object.');
    return answer(c, async () => {
      // The operation checks its input itself and reports what is missing as problems.
      const checked = input as Operations[OperationName]['input'];
      const ask = (signal: AbortSignal) => run(name, checked, signal);
      const result = await running.run(key, ask, c.req.raw.signal);
      const given = new TextEncoder().encode(JSON.stringify(result));
      // Neither problems nor interrupted computations are cached.
      if (result.ok) answers.set(key, given);
      return send(c, given, result.ok ? 200 : 422);
    });
  });
  return routes;
}

function refuseName(c: Context, name: string, known: readonly string[]): Response {
  const message = `There is no operation "${name}"; there are ${known.join(', ')}.`;
  return refuse(c, 404, 'http.operation', message, nearestName(name, known));
}

function objectIn(body: string): object | undefined {
  try {
    const input: unknown = JSON.parse(body);
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? input : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Whether the brackets of a JSON text nest deeper than `most`, not counting those in strings. It scans the
 * text, because walking objects nested far deeper would overflow the stack.
 */
function isDeeper(json: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') inString = !inString;
    else if (inString) index += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > most) return true;
  }
  return false;
}

type Bytes = Uint8Array<ArrayBuffer>;

function send(c: Context, given: Bytes, status: 200 | 422): Response {
  return c.body(given, status, { 'content-type': 'application/json' });
}

async function answer(c: Context, ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return refuse(c, STATUS[error.code], `run.${error.code}`, error.message);
  }
}
