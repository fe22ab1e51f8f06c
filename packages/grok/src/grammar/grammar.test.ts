import { createStream, type RandomStream } from '@gigafactory/core/base';
import { learnMerges, Tokenizer } from '@gigafactory/trainer/tokenizer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Constraint,
  characters,
  choice,
  type Grammar,
  GrammarCompiler,
  integer,
  jsonArray,
  jsonNumber,
  jsonObject,
  jsonOneOf,
  jsonString,
  jsonValue,
  oneOf,
  optional,
  repeat,
  sequence,
  toGbnf,
} from './index.ts';

const TEXT = '{"operation":"explain","arguments":{"path":"power.network"}} {"über":[1,2.5,true]}';
const tokenizer = new Tokenizer(learnMerges([TEXT, TEXT, TEXT], 320));
const END = 0;
const vocabulary = {
  size: tokenizer.size,
  end: END,
  bytesOf: (token: number) => tokenizer.bytesOf(token),
};
const compiler = new GrammarCompiler(vocabulary);

function compile(grammar: Grammar): Constraint {
  const compiled = compiler.compile(grammar);
  if (!compiled.ok) throw new Error(compiled.problems[0]!.message);
  return compiled.value;
}

function allowedBy(constraint: Constraint): number[] {
  const allowed = new Uint8Array(tokenizer.size);
  constraint.allow(allowed);
  return Array.from(allowed.keys()).filter((token) => allowed[token] === 1);
}

/** Whether a text is complete under a grammar, byte by byte. */
function accepts(grammar: Grammar, text: string): boolean {
  const constraint = compile(grammar);
  for (const byte of new TextEncoder().encode(text)) {
    if (!allowedBy(constraint).includes(1 + byte)) return false;
    constraint.take(1 + byte);
  }
  return constraint.isComplete;
}

/** A text made of random allowed tokens; ends as soon as it may after `patience` tokens. */
function wander(grammar: Grammar, random: RandomStream, patience: number): string {
  const constraint = compile(grammar);
  const tokens: number[] = [];
  while (!constraint.isOver) {
    const allowed = allowedBy(constraint);
    if (allowed.length === 0) throw new Error(`stuck after ${tokenizer.decodeText(tokens)}`);
    const late = tokens.length > patience;
    if (late && allowed.includes(END)) break;
    // What closes a text stands low in ASCII: a late text prefers it to another character.
    const closing = allowed.filter(
      (token) => late && '"]}'.includes(tokenizer.decodeText([token])),
    );
    const from = closing.length > 0 ? closing : allowed;
    const token = from[random.integer(from.length)]!;
    constraint.take(token);
    if (token !== END) tokens.push(token);
  }
  return tokenizer.decodeText(tokens);
}

/** The same language as a regular expression, by another hand: the engine's. */
function toRegExp(grammar: Grammar): string {
  if (typeof grammar === 'string') return spell(grammar);
  if ('oneOf' in grammar) return anyOf(grammar.oneOf.map(spell));
  if ('choice' in grammar) return anyOf(grammar.choice.map(toRegExp));
  if ('sequence' in grammar) return `(?:${grammar.sequence.map(toRegExp).join('')})`;
  if ('characters' in grammar)
    return anyOf(grammar.characters.map((ends) => `[${ends.map(codePoint).join('-')}]`));
  return `(?:${toRegExp(grammar.repeat)}){${grammar.least},${grammar.most ?? ''}}`;
}

const spell = (text: string): string =>
  Array.from(text, (character) => codePoint(character.codePointAt(0)!)).join('');
const codePoint = (point: number): string => `\\u{${point.toString(16)}}`;
const anyOf = (parts: readonly string[]): string =>
  parts.length > 0 ? `(?:${parts.join('|')})` : '(?!)';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'ß', '€', '😀'), maxLength: 3 });
const range = fc
  .tuple(fc.nat(0x10ffff), fc.nat(0x10ffff))
  .filter((ends) => ends.every((point) => point < 0xd800 || point > 0xdfff))
  .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
const grammars = fc.letrec<{ grammar: Grammar }>((tie) => ({
  grammar: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    fc.array(word, { maxLength: 4 }).map(oneOf),
    fc.array(range, { maxLength: 2 }).map((ranges) => ({ characters: ranges })),
    fc.array(tie('grammar'), { maxLength: 3 }).map((parts) => sequence(...parts)),
    fc.array(tie('grammar'), { maxLength: 3 }).map((parts) => choice(...parts)),
    fc
      .tuple(tie('grammar'), fc.nat(2), fc.option(fc.nat(2), { nil: undefined }))
      .map(([part, least, more]) =>
        repeat(part, more === undefined ? { least } : { least, most: least + more }),
      ),
  ),
})).grammar;

describe('a grammar', () => {
  it.each<[string, Grammar, string]>([
    ['no texts', oneOf([]), 'grammar.empty'],
    ['no characters', { characters: [] }, 'grammar.empty'],
    ['no alternatives, behind a text', sequence('a', choice()), 'grammar.empty'],
    ['no alternatives, once at least', repeat(choice(), { least: 1 }), 'grammar.empty'],
    ['fewer than none', repeat('a', { least: -1 }), 'grammar.invalid'],
    ['at most fewer than at least', repeat('a', { least: 2, most: 1 }), 'grammar.invalid'],
    ['half a time', repeat('a', { least: 0.5 }), 'grammar.invalid'],
    ['no number of times', repeat('a', { most: Number.NaN }), 'grammar.invalid'],
    ['a range that goes down', { characters: [[5, 4]] }, 'grammar.invalid'],
    ['a character beyond Unicode', { characters: [[0, 0x110000]] }, 'grammar.invalid'],
    ['half of a character', '\ud83d', 'grammar.invalid'],
    ['half of a character among texts', oneOf(['\ude00']), 'grammar.invalid'],
    ['more than fits', repeat('a', { most: 1e9 }), 'grammar.size'],
  ])('is refused for %s', (_, grammar, code) => {
    expect(compiler.compile(grammar)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('refuses a token that may not follow, and whatever follows the end', () => {
    const constraint = compile('ab');
    expect(() => constraint.take(1 + 98)).toThrow('may not follow');
    expect(() => constraint.take(END)).toThrow('may not follow');
    expect(() => constraint.take(-1)).toThrow('may not follow');
    constraint.take(1 + 97);
    constraint.take(1 + 98);
    constraint.take(END);
    expect(allowedBy(constraint)).toEqual([]);
    expect(() => constraint.take(END)).toThrow('may not follow');
  });

  it('accepts the texts that a regular expression of the same meaning accepts', () => {
    const texts = fc.array(fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 2 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(grammars, texts, (grammar, some) => {
        const compiled = compiler.compile(grammar);
        const pattern = new RegExp(`^${toRegExp(grammar)}$`, 'u');
        for (const text of some)
          expect(compiled.ok && accepts(grammar, text)).toBe(pattern.test(text));
      }),
      { numRuns: 150 },
    );
  });

  it('has a way on from wherever allowed tokens lead, to a text that it accepts', () => {
    fc.assert(
      fc.property(grammars, fc.integer(), (grammar, seed) => {
        fc.pre(compiler.compile(grammar).ok);
        const text = wander(grammar, createStream(seed), 10);
        expect(text).toMatch(new RegExp(`^${toRegExp(grammar)}$`, 'u'));
      }),
      { numRuns: 150 },
    );
  });

  it('allows a token of several bytes exactly where its bytes may follow one by one', () => {
    const grammar = jsonObject([{ key: 'path', value: jsonOneOf(['power.network', 'power']) }]);
    const constraint = compile(grammar);
    for (const token of tokenizer.encode('{"path":"power')) {
      for (let other = 1; other < tokenizer.size; other++) {
        const stepwise = constraint.clone();
        const follows = Array.from(tokenizer.bytesOf(other)).every((byte) => {
          const may = allowedBy(stepwise).includes(1 + byte);
          if (may) stepwise.take(1 + byte);
          return may;
        });
        expect(allowedBy(constraint).includes(other)).toBe(follows);
      }
      constraint.take(token);
    }
  });

  it('goes on in a clone without changing what was cloned', () => {
    const constraint = compile(oneOf(['ab', 'ac']));
    const clone = constraint.clone();
    clone.take(1 + 97);
    expect(allowedBy(constraint)).toContain(1 + 97);
    expect(allowedBy(clone)).not.toContain(1 + 97);
  });

  it('knows when a text is complete and when nothing may follow', () => {
    const constraint = compile(sequence('a', optional('b')));
    expect([constraint.isComplete, constraint.isOver]).toEqual([false, false]);
    constraint.take(1 + 97);
    expect([constraint.isComplete, constraint.isOver]).toEqual([true, false]);
    expect(allowedBy(constraint)).toContain(END);
    constraint.take(1 + 98);
    expect([constraint.isComplete, constraint.isOver]).toEqual([true, true]);
  });
});

describe('a grammar of JSON', () => {
  const key = fc.string({ unit: 'grapheme', maxLength: 3 });
  const values = fc.constantFrom(
    jsonString({ most: 4 }),
    jsonNumber(),
    integer(),
    jsonOneOf(['a"\n', null, 1.5, { b: [] }]),
    jsonArray(integer(), { least: 1, most: 3 }),
    jsonArray(jsonString({ most: 2 }), { most: 0 }),
    jsonValue(1),
  );
  const entry = fc.record({ key, value: values, optional: fc.boolean() });

  it('makes texts that parse, with keys that it names, in their order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: (made) => made.key, maxLength: 4 }),
        fc.integer(),
        (entries, seed) => {
          const text = wander(jsonObject(entries), createStream(seed), 15);
          const parsed: object = JSON.parse(text);
          const keys = Object.keys(parsed);
          const named = entries.map((made) => made.key);
          expect(named).toEqual(expect.arrayContaining(keys));
          const needed = entries.filter((made) => !made.optional).map((made) => made.key);
          expect(keys).toEqual(expect.arrayContaining(needed));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('accepts each subset of optional entries, with commas between and nowhere else', () => {
    const grammar = jsonObject(
      ['a', 'b', 'c'].map((name) => ({ key: name, value: '1', optional: name !== 'b' })),
    );
    for (const text of ['{"b":1}', '{"a":1,"b":1}', '{"b":1,"c":1}', '{"a":1,"b":1,"c":1}'])
      expect(accepts(grammar, text)).toBe(true);
    for (const text of ['{}', '{"a":1}', '{,"b":1}', '{"b":1,}', '{"b":1"c":1}', '{"c":1,"b":1}'])
      expect(accepts(grammar, text)).toBe(false);
  });

  it('accepts what JSON.stringify writes, as deep as allowed', () => {
    const inner = fc.jsonValue({ maxDepth: 2, noUnicodeString: false });
    const plain = inner.filter((value) => !/\d{16}|e[+-]?\d{3}/.test(JSON.stringify(value)));
    const grammar = jsonValue(2);
    fc.assert(
      fc.property(plain, (value) => {
        expect(accepts(grammar, JSON.stringify(value))).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(accepts(grammar, '[[[1]]]')).toBe(false);
  });

  it('counts characters of a text, not bytes', () => {
    const grammar = jsonString({ least: 2, most: 3 });
    for (const text of ['"ab"', '"€😀"', String.raw`"\n\u00e4b"`])
      expect(accepts(grammar, text)).toBe(true);
    for (const text of ['"a"', '"abcd"', '"a\nb"']) expect(accepts(grammar, text)).toBe(false);
  });
});

describe('a grammar for llama.cpp', () => {
  it('says the same, and refuses what cannot be said', () => {
    const grammar = sequence(
      oneOf(['a"', 'é']),
      repeat(choice(characters('az'), '-'), { least: 1 }),
      optional('x'),
    );
    expect(toGbnf(grammar)).toBe(
      String.raw`root ::= (("a\U00000022" | "\U000000e9") (([\U00000061-\U0000007a] | "-")){1,} ("x"){0,1})` +
        '\n',
    );
    expect(() => toGbnf(oneOf([]))).toThrow(RangeError);
    expect(() => toGbnf({ characters: [] })).toThrow(RangeError);
  });
});
