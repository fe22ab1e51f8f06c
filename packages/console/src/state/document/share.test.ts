import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedIn } from '../url.ts';
import { packShared, unpackShared } from './share.ts';

const FACTORY = { file: 'größe 文 &#?.yaml', text: 'name: "x"\n', edits: { 'site.pue': '1.2' } };

describe('a factory in a link', () => {
  it('is not read from what holds none', async () => {
    const empty = await packShared(FACTORY).then((code) => code.slice(0, 10));
    for (const broken of ['', '!', 'AAAA', empty, '%E6%96%87']) {
      await expect(unpackShared(broken)).rejects.toThrow(/damaged/);
    }
    await expect(unpackShared(await packed('"text"'))).rejects.toThrow(/no factory/);
    await expect(unpackShared(await packed('[1,"a",2,{}]'))).rejects.toThrow(/no factory/);
    await expect(unpackShared(await packed('[1,"a","b",{"x":1}]'))).rejects.toThrow(/no factory/);
    await expect(unpackShared(await packed('[2,"a"]'))).rejects.toThrow(/another version/);
  });

  it('does not unfold without end', async () => {
    const code = await packShared({ ...FACTORY, text: ' '.repeat(33_000_000) });
    expect(code.length).toBeLessThan(64_000);
    await expect(unpackShared(code)).rejects.toThrow(/too long/);
  });

  it('is read back as it was written, whatever it holds', async () => {
    const edits = fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' }));
    const text = fc.string({ unit: 'grapheme', maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(text, text, edits, async (file, content, edits) => {
        const shared = { file, text: content, edits: { ...edits } };
        const code = await packShared(shared);
        expect(code).toMatch(/^[\w-]+$/);
        expect(await unpackShared(code)).toEqual(shared);
      }),
    );
  });

  it('is told from a page', () => {
    expect(sharedIn('#/plan/money')).toBeUndefined();
    expect(sharedIn('')).toBeUndefined();
    expect(sharedIn('#shared=abc')).toBe('abc');
  });
});

/** Any JSON, as a link holds it. */
async function packed(json: string): Promise<string> {
  const stream = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return Buffer.from(bytes).toString('base64url');
}
