/** Text of labels: entities, HTML and line breaks come to plain text here, once for all formats. */

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®' },
  ...{ trade: '™', deg: '°', plusmn: '±', times: '×', divide: '÷', micro: 'µ', middot: '·' },
  ...{ hellip: '…', ndash: '–', mdash: '—', bull: '•', lsquo: '‘', rsquo: '’', ldquo: '“' },
  ...{ rdquo: '”', laquo: '«', raquo: '»', larr: '←', uarr: '↑', rarr: '→', darr: '↓' },
  ...{ harr: '↔', rArr: '⇒', hArr: '⇔', le: '≤', ge: '≥', ne: '≠', asymp: '≈', infin: '∞' },
  ...{ alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', lambda: 'λ', mu: 'μ' },
  ...{ pi: 'π', sigma: 'σ', omega: 'ω', Delta: 'Δ', Sigma: 'Σ', Omega: 'Ω', sum: '∑' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß' },
  ...{ eacute: 'é', egrave: 'è', aacute: 'á', agrave: 'à', ccedil: 'ç', ntilde: 'ñ' },
  ...{ euro: '€', pound: '£', yen: '¥', cent: '¢', sect: '§', para: '¶', ensp: '\u2002' },
  ...{ emsp: '\u2003', thinsp: '\u2009', zwj: '\u200d', zwnj: '\u200c', shy: '\u00ad' },
};

/** The character of an entity without its `&` and `;`; undefined if there is none of that name. */
function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  const isHex = name[1] === 'x' || name[1] === 'X';
  const digits = name.slice(isHex ? 2 : 1);
  if (!(isHex ? /^[\da-f]{1,6}$/i : /^\d{1,7}$/).test(digits)) return undefined;
  const code = Number.parseInt(digits, isHex ? 16 : 10);
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** The text with its entities as characters; what is no entity stays. */
export function withoutEntities(text: string): string {
  return text.replace(/&(#?\w{1,32});/g, (whole, name: string) => entity(name) ?? whole);
}

/** Tags after which a new line begins. */
const BREAKS = /^\/?(?:br|p|div|li|ul|ol|tr|table|h[1-6]|hr|blockquote|pre|td|th|section)$/i;
/** Tags whose text is never shown. */
const SILENT = /^(?:style|script|title|head)$/i;

/** What a browser would show of a piece of HTML, as lines of plain text. Linear in its length. */
export function htmlToText(written: string): string {
  const html = written.replace(/[\r\n]+/g, ' ');
  const pieces: string[] = [];
  let at = 0;
  for (let open = html.indexOf('<'); open >= 0; open = html.indexOf('<', at)) {
    const name = /^<(\/?[a-zA-Z][\w:-]{0,40}|!--|!)/.exec(html.slice(open, open + 44))?.[1];
    if (name === undefined) {
      pieces.push(html.slice(at, open + 1));
      at = open + 1;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close < 0) break;
    pieces.push(html.slice(at, open));
    at = name === '!--' ? after(html, '-->', open) : close + 1;
    if (BREAKS.test(name)) pieces.push('\n');
    if (SILENT.test(name)) at = after(html, '>', after(html, `</${name}`, at));
  }
  pieces.push(html.slice(at));
  return tidyLabel(withoutEntities(pieces.join('')));
}

/** Where a text goes on after a mark; its end if the mark does not come. */
function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

/** Lines without spaces around them and without empty ones; runs of spaces are one, as they are drawn. */
export function tidyLabel(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
