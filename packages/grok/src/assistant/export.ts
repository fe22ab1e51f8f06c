import { type Attachment, answerAsMarkdown, branchTo, type Chat } from '@gigafactory/core/chats';
import { inMarkdown } from './words.ts';

/** The shown branch of a chat for people, with the calls, figures and sources of each answer. */
export function chatAsMarkdown(chat: Chat): string {
  const parts = branchTo(chat.messages, chat.leaf).map(
    ({ role, text, events, at, model, about, files }) =>
      role === 'person'
        ? `## Question, ${at}\n\n${quoted(text)}\n\n${[...files.map(attached), `About ${about.file}.`].join('\n\n')}`
        : `## Answer of ${model}, ${at}\n\n${answerAsMarkdown(events)}`,
  );
  return `# ${chat.title}\n\n${parts.join('\n\n')}\n`;
}

/** The file stays in the chat; what it is called is any text. */
function attached({ name, format, bytes, id }: Attachment): string {
  return `Attached: ${inMarkdown(name)} (${format}, ${bytes.toLocaleString('en')} bytes, ${id}).`;
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
