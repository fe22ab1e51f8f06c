import type { ChatMessage, ChatPiece } from './contract.ts';

/** After one of these nothing follows. */
const LAST: ReadonlySet<ChatPiece['kind']> = new Set(['end', 'interrupted', 'failed']);

/** Whether nothing follows this piece. */
export function isLastPiece({ kind }: ChatPiece): boolean {
  return LAST.has(kind);
}

/** Whether an answer with these events is over. */
export function isAnswerOver(events: readonly ChatPiece[]): boolean {
  const last = events.at(-1);
  return last !== undefined && isLastPiece(last);
}

/** The text of an answer so far, in Markdown. */
export function textOfAnswer(events: readonly ChatPiece[]): string {
  return events.map((event) => (event.kind === 'text' ? event.delta : '')).join('');
}

/** The messages from the first question to one of them, along its branch. */
export function branchTo(messages: readonly ChatMessage[], leaf: string): readonly ChatMessage[] {
  const byId = new Map(messages.map((each) => [each.id, each]));
  const branch: ChatMessage[] = [];
  for (let at = byId.get(leaf); at; at = at.parent === null ? undefined : byId.get(at.parent))
    branch.push(at);
  return branch.reverse();
}

/** An answer with its calls, figures and sources, in Markdown, to be handed on. */
export function answerAsMarkdown(events: readonly ChatPiece[]): string {
  return [textOfAnswer(events), ...appendix(events)].filter(Boolean).join('\n\n');
}

/** What an answer rests on. */
function appendix(events: readonly ChatPiece[]): string[] {
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

type Figure = Extract<ChatPiece, { readonly kind: 'figure' }>;

function listed(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:\n\n${lines.join('\n')}`];
}

function endOf(event: ChatPiece): string[] {
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
