import { type ControlAnswer, request, WIRES, type Wires } from './client.ts';

/** The longest journal that a page takes, in bytes: to live a longer one again is work for a terminal. */
const LONGEST_JOURNAL = 16 * 2 ** 20;

/** The journal of a run as text, or why there is none; one that is too long is refused as it comes. */
export async function fetchJournal(
  path: string,
  signal?: AbortSignal,
  { most = LONGEST_JOURNAL, wires = WIRES }: { most?: number; wires?: Wires } = {},
): Promise<ControlAnswer<string>> {
  const asked = await request(path, { ...(signal ? { signal } : {}), wires });
  if (!asked.ok) return asked;
  const reader = asked.value.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done || !value) return { ok: true, value: text + decoder.decode() };
      bytes += value.length;
      if (bytes > most) return tooLong(most);
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    const message = 'The connection was lost while the journal came.';
    return { ok: false, fault: { reason: 'lost', message } };
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

function tooLong(most: number): ControlAnswer<never> {
  const message = `The journal is longer than the ${Math.round(most / 2 ** 20)} MB that a page can live through.`;
  return { ok: false, fault: { reason: 'refused', message } };
}
