import type { Chat } from '@gigafactory/core/chats';
import { expect, it } from 'vitest';
import { chatAsMarkdown } from './export.ts';

it('says what was attached, by a name that is only text', () => {
  const chat: Chat = {
    ...{ id: 'chat_1', title: 'Pod', leaf: 'msg_1', running: 0 },
    ...{ created: '2026-12-01T00:00:00Z', changed: '2026-12-01T00:00:00Z' },
    messages: [
      {
        ...{ id: 'msg_1', parent: null, role: 'person', at: '2026-12-01T00:00:00Z', model: '' },
        ...{ text: 'what is it?', about: { file: 'factory.yaml' }, events: [] },
        files: [
          { id: 'file_1', name: '![x](a.svg)', kind: 'diagram', format: 'svg', bytes: 12_345 },
        ],
      },
    ],
  };
  expect(chatAsMarkdown(chat)).toContain(
    'Attached: \\!\\[x\\](a.svg) (svg, 12,345 bytes, file_1).\n\nAbout factory.yaml.',
  );
});
