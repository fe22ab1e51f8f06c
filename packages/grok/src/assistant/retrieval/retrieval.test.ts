import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIMENSIONS } from '../../skill/index.ts';
import type { Encoder } from './encoder.ts';
import { openPassages } from './index.ts';
import { gistOf, passagesOf } from './split.ts';

const DOCUMENT = {
  path: 'docs/keys.md',
  text: `# Keys

Keys open the gateway. A key is made by a command, and only its hash is kept on the disk of the machine.

\`\`\`
# no heading, but a comment
gigafactory keys make ada
\`\`\`

## Revoking

Whoever loses a key revokes it; a gateway that runs sees that within a second, and lets nobody in by it.

## Short

Too short.
`,
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-passages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Words as directions: texts are as alike as they share words. */
function counting() {
  const asked: number[] = [];
  const encoder: Encoder = {
    embed: async (texts) => {
      asked.push(texts.length);
      const numbers = new Float32Array(texts.length * DIMENSIONS);
      for (const [at, text] of texts.entries())
        for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
          const place = [...word].reduce(
            (sum, sign) => (sum * 31 + sign.charCodeAt(0)) % DIMENSIONS,
            7,
          );
          numbers[at * DIMENSIONS + place]! += 1;
        }
      return numbers;
    },
    close: async () => {},
  };
  return { encoder, asked };
}

describe('passages of a document', () => {
  it('stand word for word under their headings, code with them', () => {
    const passages = passagesOf(DOCUMENT);
    expect(passages.map(({ heading }) => heading)).toEqual(['Keys', 'Revoking']);
    for (const { text } of passages) expect(DOCUMENT.text).toContain(text);
    expect(passages[0]?.text).toContain('# no heading, but a comment');
    expect(gistOf(passages[0]!)).toMatch(/^Keys\. Keys open the gateway\./);
  });

  it('are parted where they are long', () => {
    const text = `# Long\n\n${`${'word '.repeat(60)}\n\n`.repeat(12)}`;
    const passages = passagesOf({ path: 'a.md', text });
    expect(passages.length).toBeGreaterThan(3);
    expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length);
  });
});

describe('what is found', () => {
  it('is nothing without documents, and says why the encoder gives nothing', async () => {
    const { encoder } = counting();
    const none = openPassages({ documents: [], folder, encoder });
    expect(await none.find('keys')).toMatchObject({ found: [], problem: expect.any(String) });
    const broken: Encoder = {
      embed: () => Promise.reject(new Error('not installed')),
      close: async () => {},
    };
    const dead = openPassages({ documents: [DOCUMENT], folder, encoder: broken });
    expect((await dead.find('keys')).problem).toContain('not installed');
  });

  it('is what is near, from an index that is made once', async () => {
    const first = counting();
    const passages = openPassages({ documents: [DOCUMENT], folder, encoder: first.encoder });
    const question = 'whoever loses a key revokes it';
    const { found } = await passages.find(question);
    expect(found[0]).toMatchObject({ heading: 'Revoking', document: 'docs/keys.md' });
    expect((await passages.find('elephants')).found).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(1);
    const second = counting();
    const again = openPassages({ documents: [DOCUMENT], folder, encoder: second.encoder });
    expect((await again.find(question)).found).toEqual(found);
    expect([first.asked.toSorted(), second.asked]).toEqual([[1, 1, 2], [1]]);
  });
});
