import type { Attachment } from '@gigafactory/core/api';
import { type ControlAnswer, giveOrder, request, WIRES } from '../api/control/client.ts';
import { tellingFetch } from '../api/control/telling-fetch.ts';
import type { Known } from '../api/questions.ts';
import { useQuestion } from '../api/useQuestion.ts';

/**
 * Sends a file, which is kept on the server; what it is, its bytes say.
 *
 * @param onSent hears which part of it has gone, from 0 to 1
 */
export async function sendFile(
  file: File,
  onSent: (part: number) => void,
  signal: AbortSignal,
): Promise<ControlAnswer<Attachment>> {
  const { name } = file;
  const headers = { 'content-type': 'application/octet-stream' };
  const wires = { ...WIRES, fetch: tellingFetch(onSent) };
  const sent = await request('/chats/files', {
    ...{ method: 'POST', query: { name }, headers, body: file, signal, wires },
  });
  if (!sent.ok) return sent;
  const value: Attachment = await sent.value.json();
  return { ok: true, value };
}

/** Takes back what nobody has asked about. */
export function takeBackFile(id: string): Promise<ControlAnswer<object>> {
  return giveOrder(`${pathOf(id)}/delete`, {});
}

/** The source of an attached diagram. */
export function useSource(id: string, { enabled }: { readonly enabled: boolean }): Known<string> {
  return useQuestion(['source', id], async (signal) => (await read(id, signal)).text(), {
    enabled,
  });
}

/** An attached picture as an address that a page can show. */
export function usePicture(id: string): Known<string> {
  return useQuestion(['picture', id], async (signal) => {
    const blob = await (await read(id, signal)).blob();
    return new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  });
}

async function read(id: string, signal: AbortSignal): Promise<Response> {
  const asked = await request(pathOf(id), { signal });
  if (!asked.ok) throw new Error(asked.fault.message);
  return asked.value;
}

function pathOf(id: string): string {
  return `/chats/files/${encodeURIComponent(id)}`;
}
