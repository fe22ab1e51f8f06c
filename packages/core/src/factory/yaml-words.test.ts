import { describe, expect, it } from 'vitest';
import type { YAMLError } from 'yaml';
import { podWith, problemsOf } from './factory.fixture.ts';
import { yamlWords } from './yaml-words.ts';

/** Every code of the parser; the type of the table refuses one that it no longer has, or has newly. */
const CODES: Readonly<Record<YAMLError['code'], true>> = {
  ...{ ALIAS_PROPS: true, BAD_ALIAS: true, BAD_DIRECTIVE: true, BAD_DQ_ESCAPE: true },
  ...{ BAD_INDENT: true, BAD_PROP_ORDER: true, BAD_SCALAR_START: true },
  ...{ BLOCK_AS_IMPLICIT_KEY: true, BLOCK_IN_FLOW: true, DUPLICATE_KEY: true, IMPOSSIBLE: true },
  ...{ KEY_OVER_1024_CHARS: true, MISSING_CHAR: true, MULTILINE_IMPLICIT_KEY: true },
  ...{ MULTIPLE_ANCHORS: true, MULTIPLE_DOCS: true, MULTIPLE_TAGS: true, NON_STRING_KEY: true },
  ...{ RESOURCE_EXHAUSTION: true, TAB_AS_INDENT: true, TAG_RESOLVE_FAILED: true },
  ...{ UNEXPECTED_TOKEN: true, BAD_COLLECTION_TYPE: true },
};

/** Words of the parser that mean nothing to the author of a file. */
const JARGON =
  /flow|implicit|indicator|node|scalar|token|collection|sequence|mapping|compact|plain value/i;

describe('yamlWords', () => {
  it.each(Object.keys(CODES) as YAMLError['code'][])('has plain words for %s', (code) => {
    for (const message of [
      '',
      'Implicit map keys need to be followed by map values',
      '"'.repeat(500),
    ]) {
      const words = yamlWords({ code, message, line: 'a: b'.repeat(200), column: 3 });
      expect(words.length).toBeGreaterThan(30);
      expect(words.length).toBeLessThan(300);
      expect(words).not.toMatch(JARGON);
      expect(words).not.toContain('undefined');
    }
  });

  const MISTAKES: readonly (readonly [string, string, string, number, number])[] = [
    [
      'a quote without an end',
      'gpu: "h100-sxm',
      'This quote is not closed: write " at the end',
      4,
      8,
    ],
    [
      'a single quote without an end',
      "gpu: 'h100-sxm",
      "This quote is not closed: write ' at",
      4,
      8,
    ],
    ['braces without an end', 'gpu: { use: h100-sxm', 'This { is not closed: write }', 4, 8],
    ['brackets without an end', 'gpu: [h100-sxm', 'This [ is not closed: write ]', 4, 8],
    ['a closing brace too many', 'gpu: { use: h100-sxm }}', 'This } closes nothing', 4, 25],
    [
      'no space after the colon',
      'gpu:h100-sxm',
      'A colon needs a space after it: gpu: h100-sxm',
      4,
      3,
    ],
    ['no colon', 'gpu h100-sxm', '"gpu h100-sxm" has no colon', 4, 3],
    [
      'a reserved sign',
      'gpu: @h100',
      'A value cannot begin with @; put it in quotes: "@h100"',
      4,
      8,
    ],
    [
      'a percent sign',
      'gpu: %h100',
      'A value cannot begin with %; put it in quotes: "%h100"',
      4,
      8,
    ],
    ['a backtick', 'gpu: `h100`', 'A value cannot begin with `', 4, 8],
    ['a comma', 'gpu: ,h100', 'A value cannot begin with ,', 4, 8],
    [
      'a colon in a value',
      'gpu: fast: h100',
      'A value with a colon in it needs quotes: gpu: "fast: h100"',
      4,
      8,
    ],
    ['text after quotes', 'gpu: "h100" sxm', '"sxm" comes after the end of a value', 4, 15],
    ['an apostrophe in single quotes', "gpu: 'it's'", "is doubled: 'it''s'", 4, 12],
    ['a backslash', 'gpu: "a\\q"', 'In double quotes \\ begins an escape, and \\q is none', 4, 10],
    ['no comma in braces', 'gpu: { use: h100-sxm tdp: 1 W }', 'a comma ends each entry', 4, 15],
    [
      'two commas',
      'gpu: { use: h100-sxm,, tdp: 1 W }',
      'There is a comma here with nothing before it',
      4,
      24,
    ],
    ['a list beside its key', 'gpu: - h100-sxm', 'A list begins on the line below its key', 4, 8],
    ['keys and a list', 'gpu: h100-sxm\n  - node', 'A list and keys do not mix', 5, 3],
    [
      'a line too far right',
      'gpu: h100-sxm\n    node: dgx-h100',
      'start it in the column of "gpu"',
      4,
      8,
    ],
    [
      'a line too far left',
      'gpu: h100-sxm\n rack: superpod-h100',
      'The keys of a section begin in the same column',
      5,
      2,
    ],
    ['a star', 'gpu: * h100', 'for text, use quotes', 4, 8],
    ['a tag', 'gpu: !gpu h100-sxm', 'A factory file has no tags: remove !gpu', 4, 8],
    [
      'a comment without a space',
      'gpu: "h100-sxm"#x',
      'A comment needs a space before its #',
      4,
      18,
    ],
    ['text on the line of |', 'gpu: |h100-sxm', 'After | or > the line must end', 4, 9],
  ];

  it.each(MISTAKES)('says what to write for %s', (_, line, words, atLine, column) => {
    const problem = problemsOf(podWith('gpu: h100-sxm', line))[0];
    expect(problem?.message).toContain(words);
    expect(problem).toMatchObject({ code: 'yaml.syntax', at: { line: atLine, column } });
    expect(problem?.message).not.toMatch(JARGON);
  });

  it('explains a directive', () => {
    expect(problemsOf('%gpu h100\n')[0]?.message).toContain(
      'A line that begins with % is a directive',
    );
  });
});
