/*
 * Stands for the workers of a browser, which tests do not have: `vi.mock('../api/client.ts', () => import('../api/client.fixture.ts'))`.
 * Test files share their modules, so they share these workers too: each sets `answer` before it asks.
 */

export const workers = { answer: (_name: string, _input: unknown): unknown => ({}) };

export const SHARED_BY = 2;

export async function askSharer(
  _turn: number,
  name: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  return workers.answer(name, input);
}

export function faultOf(error: Error): { readonly code: string; readonly message: string } {
  return { code: 'console.fault', message: error.message };
}
