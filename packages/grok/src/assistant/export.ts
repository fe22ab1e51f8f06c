import {
  type Attachment,
  branchTo,
  type Chat,
  type ChatEvent,
  textOfAnswer,
} from '@gigafactory/core/chats';
import { inMarkdown } from './words.ts';

/** The shown branch of a chat for people, with the calls, figures and sources of each answer. */
export function chatAsMarkdown(chat: Chat): string {
  const parts = branchTo(chat.messages, chat.leaf).map(
    ({ role, text, events, at, model, about, files }) =>
      role === 'person'
        ? `## Question, ${at}\n\n${quoted(text)}\n\n${[...files.map(attached), `About ${about.file}.`].join('\n\n')}`
        : `## Answer of ${model}, ${at}\n\n${[textOfAnswer(events), ...appendix(events)].filter(Boolean).join('\n\n')}`,
  );
  return `# ${chat.title}\n\n${parts.join('\n\n')}\n`;
}

/** The file stays in the chat; what it is called is any text. */
function attached({ name, format, bytes, id }: Attachment): string {
  return `Attached: ${inMarkdown(name)} (${format}, ${bytes.toLocaleString('en')} bytes, ${id}).`;
}

/** What an answer rests on. */
function appendix(events: readonly ChatEvent[]): string[] {
  const calls = events.flatMap((event) =>
    event.kind === 'call' ? [`- \`${event.name} ${JSON.stringify(event.arguments)}\``] : [],
  );
  const figures = events.flatMap((event) =>
    event.kind === 'figure' ? [`- ${figureInWords(event)}`] : [],
  );
  const sources = events.flatMap((event) =>
    event.kind === 'citation'
      ? [`- ${event.document}, “${event.heading}”:\n\n${quoted(event.quote)}`]
      : [],
  );
  const ends = events.flatMap((event) => endOf(event));
  return [
    ...listed('Calls', calls),
    ...listed('Figures', figures),
    ...listed('Sources', sources),
    ...ends,
  ];
}

/** `Facility power: 160 MW, planned (\`power.facility\`)`. */
function figureInWords({ label, path, value, unit, mark }: Figure): string {
  const shown = `${value}${unit === 'date' ? '' : ` ${unit}`}, ${mark}`;
  return label === undefined ? `\`${path}\`: ${shown}` : `${label}: ${shown} (\`${path}\`)`;
}

type Figure = Extract<ChatEvent, { readonly kind: 'figure' }>;

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:\n\n${lines.join('\n')}`];
}

function endOf(event: ChatEvent): string[] {
  if (event.kind === 'end' && event.reason === 'stopped') return ['(stopped)'];
  if (event.kind === 'interrupted' || event.kind === 'failed') return [`(${event.message})`];
  return [];
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
