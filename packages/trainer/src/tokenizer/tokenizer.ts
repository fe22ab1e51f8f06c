import { showBytes, splitWords } from './bytes.ts';
import { END_OF_TEXT, FIRST_BYTE, type Merge, mergeIn, tokensOfBytes } from './learn.ts';

const END_OF_TEXT_NAME = '<|endoftext|>';

/** Byte-level BPE: every text has tokens, and decodes to what it was. */
export class Tokenizer {
  readonly merges: readonly Merge[];
  /** What each token stands for; empty for the end of a text. */
  readonly #bytes: Uint8Array[];
  /** The merges by their pair: the earlier is applied first. */
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #words = new Map<string, readonly number[]>();

  constructor(merges: readonly Merge[]) {
    this.merges = merges;
    this.#bytes = [
      new Uint8Array(),
      ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ];
    for (const [left, right] of merges)
      this.#bytes.push(Uint8Array.of(...this.bytesOf(left), ...this.bytesOf(right)));
    this.#ranks = new Map(merges.map((pair, rank) => [pair.join(), rank]));
  }

  /** Tokens that there are. */
  get size(): number {
    return this.#bytes.length;
  }

  encode(text: string): number[] {
    const tokens: number[] = [];
    for (const word of splitWords(text))
      for (const token of this.#encodeWord(word)) tokens.push(token);
    return tokens;
  }

  /** The bytes of a text; part of a character where the tokens end in one. */
  decode(tokens: readonly number[]): Uint8Array {
    return Uint8Array.from(tokens.flatMap((token) => [...this.bytesOf(token)]));
  }

  decodeText(tokens: readonly number[]): string {
    return new TextDecoder().decode(this.decode(tokens));
  }

  bytesOf(token: number): Uint8Array {
    const bytes = this.#bytes[token];
    if (!bytes) throw new RangeError(`token ${token} of ${this.size}`);
    return bytes;
  }

  /** What Hugging Face's tokenizers read as tokenizer.json. */
  toFile(): string {
    const names = this.#bytes.map((bytes, token) =>
      token === END_OF_TEXT ? END_OF_TEXT_NAME : showBytes(bytes),
    );
    const file = {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        {
          id: END_OF_TEXT,
          content: END_OF_TEXT_NAME,
          single_word: false,
          lstrip: false,
          rstrip: false,
          normalized: false,
          special: true,
        },
      ],
      normalizer: null,
      pre_tokenizer: { ...BYTE_LEVEL, add_prefix_space: false },
      post_processor: null,
      decoder: { ...BYTE_LEVEL, add_prefix_space: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        vocab: Object.fromEntries(names.map((name, token) => [name, token])),
        merges: this.merges.map(([left, right]) => `${names[left]} ${names[right]}`),
      },
    };
    return `${JSON.stringify(file)}\n`;
  }

  #encodeWord(word: string): readonly number[] {
    const known = this.#words.get(word);
    if (known) return known;
    let tokens = tokensOfBytes(new TextEncoder().encode(word));
    for (;;) {
      const rank = this.#lowestRank(tokens);
      if (rank === undefined) break;
      tokens = mergeIn(tokens, this.merges[rank]!, FIRST_BYTE + 256 + rank);
    }
    this.#words.set(word, tokens);
    return tokens;
  }

  #lowestRank(tokens: readonly number[]): number | undefined {
    let lowest: number | undefined;
    for (let at = 0; at + 1 < tokens.length; at++) {
      const rank = this.#ranks.get(`${tokens[at]},${tokens[at + 1]}`);
      if (rank !== undefined && (lowest === undefined || rank < lowest)) lowest = rank;
    }
    return lowest;
  }
}

const BYTE_LEVEL = { type: 'ByteLevel', trim_offsets: true, use_regex: true } as const;
