import type { YAMLError } from 'yaml';

/** What is wrong with some YAML, and the line it is in. */
export interface YamlFault {
  readonly code: YAMLError['code'];
  /** The parser's message. */
  readonly message: string;
  /** The line, and the column in it, from 0. */
  readonly line: string;
  readonly column: number;
}

/** Longer pieces of the file are cut in messages. */
const LONGEST_SHOWN = 60;

/** What is wrong, and what to write instead. */
export function yamlWords(fault: YamlFault): string {
  const words = WORDS[fault.code];
  return typeof words === 'string' ? words : words(fault);
}

const QUOTE_WHOLE = 'put the whole value in quotes: about: "a: b, with signs"';
const KEY_AND_VALUE = 'A line is a key, a colon, a space and a value: gpus: 64';

const WORDS: Readonly<Record<YAMLError['code'], string | ((fault: YamlFault) => string)>> = {
  TAB_AS_INDENT: 'A tab cannot indent YAML; use spaces.',
  BAD_INDENT: badIndent,
  MISSING_CHAR: missing,
  MULTILINE_IMPLICIT_KEY: noColon,
  BLOCK_AS_IMPLICIT_KEY: nested,
  UNEXPECTED_TOKEN: unexpected,
  BAD_SCALAR_START: ({ line, column }) => {
    const value = shorten(line.slice(column).trim().replaceAll('"', ''));
    return `A value cannot begin with ${line[column] ?? 'this sign'}; put it in quotes: "${value}".`;
  },
  BAD_DQ_ESCAPE: ({ line, column }) =>
    `In double quotes \\ begins an escape, and ${shorten(line.slice(column, column + 2))} is none; double the \\, or use single quotes: 'C:\\data'.`,
  BLOCK_IN_FLOW:
    'In braces and brackets a comma ends each entry: { tp: 2, pp: 4 }; a value with a colon or a dash in it needs quotes.',
  KEY_OVER_1024_CHARS: `A key is a word of at most 1,024 characters. ${KEY_AND_VALUE}.`,
  DUPLICATE_KEY: 'This key occurs twice in its section; keep one of the two.',
  NON_STRING_KEY: `A key is a word. ${KEY_AND_VALUE}.`,
  BAD_ALIAS:
    'A value that begins with & or * names an anchor or an alias; for text, use quotes: "* a note".',
  ALIAS_PROPS: 'An alias stands for a value as it is: write *name alone, without & or ! before it.',
  MULTIPLE_ANCHORS: 'A value has at most one anchor: keep one of the names that begin with &.',
  MULTIPLE_TAGS:
    'A value has at most one tag, and a factory file needs none: remove what begins with !.',
  BAD_PROP_ORDER: 'Anchors and tags go after the dash or the colon: - &name value.',
  TAG_RESOLVE_FAILED: ({ message }) =>
    `A factory file has no tags: remove ${shorten(/![^\s:]*|tag:\S+/.exec(message)?.[0] ?? 'what begins with !')}; for text that begins with !, use quotes.`,
  BAD_COLLECTION_TYPE: 'A factory file has no tags: remove what begins with !.',
  BAD_DIRECTIVE:
    'A line that begins with % is a directive, which a factory file does not need: remove it, or put the text in quotes.',
  MULTIPLE_DOCS: 'A file holds one factory: remove the "---" and what follows it.',
  RESOURCE_EXHAUSTION: 'Aliases of this file expand to too much text: write the values out.',
  IMPOSSIBLE: `This line cannot be read. ${KEY_AND_VALUE}.`,
};

function badIndent({ message, line }: YamlFault): string {
  const open = /end with a ([}\]])/.exec(message)?.[1];
  if (open) return unclosed(open);
  const indent = line.length - line.trimStart().length;
  if (/sequence items/.test(message)) {
    return `The dashes of a list must be in one column; this one is indented by ${indent}.`;
  }
  if (/mapping items/.test(message)) {
    return `The keys of a section begin in the same column; "${shorten(line.trim())}" is indented by ${indent}, unlike those before it.`;
  }
  return `This is indented by ${indent}; text after | or > is indented further than its key, and alike in every line.`;
}

function missing(fault: YamlFault): string {
  const { message } = fault;
  const quote = /closing (["'])quote/.exec(message)?.[1];
  if (quote) {
    return `This quote is not closed: write ${quote} at the end of the text too, such as name: ${quote}One pod${quote}.`;
  }
  const open = /end with a ([}\]])/.exec(message)?.[1];
  if (open) return unclosed(open);
  if (/map keys need/.test(message)) return noColon(fault);
  if (/Comments/.test(message))
    return 'A comment needs a space before its #: gpus: 64 # all of them';
  if (/directives-end/.test(message)) return yamlWords({ ...fault, code: 'BAD_DIRECTIVE' });
  if (/without - indicator/.test(message))
    return 'Every item of a list begins with a dash and a space: - one.';
  if (/space after :/.test(message)) return 'A colon needs a space after it: { tp: 2 }.';
  if (/^Missing ,/.test(message)) return yamlWords({ ...fault, code: 'BLOCK_IN_FLOW' });
  if (/Tags and anchors/.test(message)) return yamlWords({ ...fault, code: 'BAD_ALIAS' });
  return `Something is missing here. ${KEY_AND_VALUE}.`;
}

function unclosed(bracket: string): string {
  return bracket === '}'
    ? 'This { is not closed: write } after the last entry, as in { tp: 2, pp: 4 }, with further lines indented below.'
    : 'This [ is not closed: write ] after the last item, as in [delivery, power], with further lines indented below.';
}

/** A line that has no key with a value. */
function noColon({ line }: YamlFault): string {
  const [, key, value] = /^\s*([\w-]+):(\S.*)$/.exec(line) ?? [];
  if (key && value) {
    return `A colon needs a space after it: ${key}: ${shorten(value)}`;
  }
  const written = shorten(line.trim());
  if (/^- /.test(written))
    return 'A list and keys do not mix: write keys and values here, or only lines with a dash.';
  if (/^["'].*[^:]$/.test(written))
    return 'A text in quotes must be on one line; for more lines, write | after the key and the text below it.';
  return `"${written}" has no colon. ${KEY_AND_VALUE}. Text over several lines is indented below its key.`;
}

/** Keys inside a value. */
function nested({ message, line, column }: YamlFault): string {
  if (/sequence/.test(message)) {
    return 'A list and keys do not mix: write keys and values here, or only lines with a dash.';
  }
  const [key = '', ...rest] = line.trim().split(': ');
  const value = rest.join(': ');
  if (/:(\s|$)/.test(line.slice(column))) {
    return `A value with a colon in it needs quotes: ${key}: "${shorten(value.replaceAll('"', ''))}".`;
  }
  return `"${shorten(key)}" has a value already, yet the line below is indented as if it belonged to it: start it in the column of "${shorten(key)}".`;
}

function unexpected({ message, line, column }: YamlFault): string {
  const bracket = /flow-(map|seq)-end/.exec(message)?.[1];
  if (bracket) {
    const [open, close] = bracket === 'map' ? ['{', '}'] : ['[', ']'];
    return `This ${close} closes nothing: remove it, or write the ${open} before it; as text it needs quotes: "${close}".`;
  }
  if (/Unexpected ,|empty item/.test(message))
    return 'There is a comma here with nothing before it: remove it.';
  if (/block-seq-ind/.test(message)) {
    return 'A list begins on the line below its key: "after:", then "- delivery" indented; or in brackets: after: [delivery].';
  }
  if (/Block scalar header/.test(message))
    return 'After | or > the line must end; the text goes on the lines below, indented.';
  if (/node end|scalar token/.test(message)) {
    const rest = shorten(line.slice(column).trim());
    return `"${rest}" comes after the end of a value: ${QUOTE_WHOLE}; a quote inside single quotes is doubled: 'it''s'.`;
  }
  const sign = shorten(line.slice(column).trim());
  return `"${sign}" cannot be here; if it belongs to a text, ${QUOTE_WHOLE}.`;
}

function shorten(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
