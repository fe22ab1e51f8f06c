import { describe, expect, it } from 'vitest';
import type { Wires } from './client.ts';
import { fetchJournal } from './journal.ts';

const wiresTo = (answer: () => Response): Wires => ({
  fetch: async () => answer(),
  token: () => 'secret',
  base: () => 'http://127.0.0.1/',
});

describe('fetchJournal', () => {
  it('refuses a journal that a page cannot hold, before it is all there', async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given++;
        controller.enqueue(new Uint8Array(1000).fill(65));
      },
    });
    const wires = wiresTo(() => new Response(endless));
    const asked = await fetchJournal('/x', undefined, { most: 5000, wires });
    expect(asked).toMatchObject({ ok: false, fault: { reason: 'refused' } });
    expect(given).toBeLessThan(20);
  });

  it('tells what the control plane refuses', async () => {
    const problems = [{ code: 'x', message: 'no run "x"' }];
    const wires = wiresTo(() => Response.json({ problems }, { status: 404 }));
    const asked = await fetchJournal('/x', undefined, { wires });
    expect(asked).toMatchObject({ fault: { reason: 'unknown', message: 'no run "x"' } });
  });

  it('puts together letters that arrive in pieces', async () => {
    const bytes = new TextEncoder().encode('{"words": "Grüße"}\n');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    const wires = wiresTo(() => new Response(body));
    const asked = await fetchJournal('/x', undefined, { wires });
    expect(asked).toEqual({ ok: true, value: '{"words": "Grüße"}\n' });
  });
});
