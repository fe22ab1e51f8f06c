import { Marked, type Token, type Tokens } from 'marked';

/** A formula in TeX. */
interface MathToken extends Tokens.Generic {
  readonly type: 'math';
  readonly text: string;
  readonly display: boolean;
}

const DISPLAY = /^\$\$([\s\S]{1,4000}?)\$\$/;
/** `$5 and $6` is no formula: nothing blank stands inside its signs, and no digit follows. */
const INLINE = /^\$(?!\s)([^$\n]{1,1000}?)(?<!\s)\$(?!\d)/;

const reader = new Marked({ gfm: true }).use({
  extensions: [
    {
      name: 'math',
      level: 'inline',
      start: (source) => source.indexOf('$'),
      tokenizer(source): MathToken | undefined {
        const display = DISPLAY.exec(source);
        const found = display ?? INLINE.exec(source);
        if (!found) return undefined;
        return { type: 'math', raw: found[0], text: found[1] ?? '', display: display !== null };
      },
    },
  ],
});

/** The blocks of a text in Markdown; what is not finished yet is read as far as it goes. */
export function readMarkdown(text: string): readonly Token[] {
  return reader.lexer(text);
}

export function isMath(token: Token): token is MathToken {
  return token.type === 'math';
}
