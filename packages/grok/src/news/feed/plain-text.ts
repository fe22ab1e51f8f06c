import { Parser } from 'htmlparser2';

/** Elements whose content nobody reads on a page. */
const UNREAD = new Set(
  'script style noscript template iframe object embed svg math canvas audio video select textarea button form nav head title'.split(
    ' ',
  ),
);
/** Elements that stand in a line: all others end one. */
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** Marks of prompts, and no elements of HTML: kept, so that it is seen that a text speaks to machines. */
const PROMPT_MARKS = /^(system|assistant|user|human|instructions?|prompt|tool\w*|function\w*)$/;
const HIDDEN_STYLE =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0(?![.\d]*[1-9])/i;
/** Signs that are not seen: controls, joiners, marks of direction, variations, tags, empty letters. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\u{115F}\u{1160}\u{3164}]|\p{Variation_Selector}|[\u{E0000}-\u{E0FFF}]|\p{Surrogate}/gu;

/**
 * What a person would read of a piece of HTML, as plain text: no element, no script, nothing hidden. Paragraphs become lines.
 * Text without elements stays as it is, but for white space and signs that nobody sees.
 */
export function plainText(html: string): string {
  const pieces: string[] = [];
  let unread = 0;
  const open: { readonly name: string; readonly isUnread: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (!INLINE.has(name)) pieces.push('\n');
        if (PROMPT_MARKS.test(name)) pieces.push(`<${name}>`);
        if (VOID.has(name)) return;
        const isUnread = UNREAD.has(name) || isHidden(attributes);
        open.push({ name, isUnread });
        if (isUnread) unread++;
      },
      onclosetag: (name) => {
        if (!INLINE.has(name)) pieces.push('\n');
        if (VOID.has(name)) return;
        const { isUnread } = open.pop() ?? {};
        if (isUnread) unread--;
      },
      ontext: (text) => {
        if (unread === 0) pieces.push(text.replace(/\s+/g, ' '));
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(html);
  return tidy(pieces.join(''));
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  if ('hidden' in attributes || attributes['aria-hidden'] === 'true') return true;
  return HIDDEN_STYLE.test(attributes['style'] ?? '');
}

function tidy(text: string): string {
  return text
    .replace(/[\t\r\f\v\u2028\u2029\u0085]/g, ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(UNSEEN, '')
        .replace(/[\s\u00a0]+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .join('\n');
}
