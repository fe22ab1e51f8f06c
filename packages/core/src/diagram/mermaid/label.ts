import { htmlToText } from '../plain.ts';

/** Text of a flowchart as it is written: plain, or Markdown in "`…`". */
export interface MermaidText {
  readonly text: string;
  readonly isMarkdown: boolean;
}

/** What Mermaid would show of it, as plain text. */
export function mermaidLabel({ text, isMarkdown }: MermaidText): string {
  const unquoted = isMarkdown ? withoutEmphasis(text) : text.replaceAll('\\n', '\n');
  const html = unquoted
    .replace(/\bfa[bklrs]?:fa-[\w-]+/g, '')
    .replace(/\n/g, '<br>')
    .replace(/#(\w{1,32});/g, (_, name: string) =>
      /^\d+$/.test(name) ? `&#${name};` : `&${name};`,
    );
  return htmlToText(html);
}

function withoutEmphasis(text: string): string {
  return text
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/\*([^*\n]+)\*/g, '$1')
    .replace(/(?<!\w)__([^_\n]+)__(?!\w)/g, '$1')
    .replace(/(?<!\w)_([^_\n]+)_(?!\w)/g, '$1');
}
