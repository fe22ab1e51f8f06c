/** Markup that may stand in a page as it is. Only `html` and `trusted` make it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can be put into markup: all but `Html` is text, and is escaped. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/**
 * Markup with values in it: html`<p>${name}</p>`. Every value is escaped, between tags and within quoted attributes alike,
 * so that a name with any character is shown as it is and never read as markup.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = strings[0]!;
  values.forEach((value, index) => {
    text += render(value) + strings[index + 1]!;
  });
  return new Html(text);
}

/** Text of the program that is markup or CSS already. Never for anything that comes from a file. */
export function trusted(text: string): Html {
  return new Html(text);
}

/** A text as the content of a CSS string: every character that could end it by its number. */
export function cssText(text: string): string {
  return [...visible(text)]
    .map((character) =>
      /[A-Za-z0-9 ]/.test(character) ? character : `\\${character.codePointAt(0)!.toString(16)} `,
    )
    .join('');
}

function render(value: Content): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' ? value.map(render).join('') : '';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Controls, halves of characters, and what turns the direction of the text around it. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Characters that a reader could not see, or that would rearrange what stands beside them, by their number: `\u202e`. */
function visible(text: string): string {
  return text.replace(INVISIBLE, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
