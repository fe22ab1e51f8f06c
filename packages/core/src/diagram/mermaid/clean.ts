/**
 * The text with all that is no flowchart blanked out, so that places in what is left are those of the file:
 * front matter, directives and comments. Double quotes within HTML tags become single ones, as Mermaid does it.
 */
export function blankOut(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n');
  const body = withoutFrontMatter(lines.replace(/^\ufeff/, ' '));
  return singleQuotedTags(withoutDirectives(body).replace(/^[^\S\n]*%%(?!\{)[^\n]*/gm, blank));
}

function withoutFrontMatter(text: string): string {
  const open = /^\s*---[^\S\n]*\n/.exec(text)?.[0];
  if (open === undefined) return text;
  const close = /^[^\S\n]*---[^\S\n]*$/gm;
  close.lastIndex = open.length;
  if (!close.test(text)) return text;
  return blank(text.slice(0, close.lastIndex)) + text.slice(close.lastIndex);
}

function withoutDirectives(text: string): string {
  let clean = '';
  let at = 0;
  for (let open = text.indexOf('%%{'); open >= 0; open = text.indexOf('%%{', at)) {
    const close = text.indexOf('}%%', open);
    if (close < 0) break;
    clean += text.slice(at, open) + blank(text.slice(open, close + 3));
    at = close + 3;
  }
  return clean + text.slice(at);
}

function singleQuotedTags(text: string): string {
  let clean = '';
  let at = 0;
  for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
    const close = text.indexOf('>', open);
    if (close < 0) break;
    const isTag = /^\w$/.test(text[open + 1] ?? '');
    const end = isTag ? close + 1 : open + 1;
    clean += text.slice(at, open);
    clean += isTag ? text.slice(open, end).replace(/="([^"]*)"/g, "='$1'") : '<';
    at = end;
  }
  return clean + text.slice(at);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
