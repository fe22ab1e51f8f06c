import { dispatch } from '@gigafactory/core/api';
import { ATTACHMENT_LIMITS } from '@gigafactory/core/chats';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainName } from './plain-name.ts';
import { takeFile } from './take.ts';

const take = (bytes: Uint8Array | string, name = 'file.png') =>
  takeFile(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, name, async (operation, input) =>
    dispatch(operation, input),
  );

async function codeOf(bytes: Uint8Array | string): Promise<string | undefined> {
  const taken = await take(bytes);
  return taken.ok ? undefined : taken.problems[0]?.code;
}

async function kept(bytes: Uint8Array | string, name?: string) {
  const taken = await take(bytes, name);
  if (!taken.ok) throw new Error(taken.problems[0]?.message);
  return taken.value;
}

const CANVAS = { width: 40, height: 20, channels: 3, background: 'red' } as const;
let png: Buffer;
let jpeg: Buffer;

beforeAll(async () => {
  png = await sharp({ create: CANVAS }).png().toBuffer();
  jpeg = await sharp({ create: CANVAS })
    .withExif({ IFD0: { Make: 'SecretCamera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
});

describe('a file that cannot be taken', () => {
  it.each([
    ['nothing', '', 'attachment.empty'],
    ['a text', 'just some words', 'attachment.kind'],
    ['a page', '<html><script>alert(1)</script></html>', 'attachment.kind'],
    ['another diagram of Mermaid', 'sequenceDiagram\n A->>B: hi', 'attachment.kind'],
    ['a document', '%PDF-1.7\n%\xE2\xE3', 'attachment.kind'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0]), 'attachment.kind'],
    ['an archive', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8, 0]), 'attachment.kind'],
    ['a TIFF', Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0]), 'attachment.kind'],
    ['a broken SVG', '<svg><rect', 'diagram.xml'],
    [
      'a PNG in name only',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
      'attachment.picture',
    ],
    ['a GIF that is a script', 'GIF89a=1;alert(1)//', 'attachment.picture'],
    ['a WebP of lies', 'RIFF\x10\x00\x00\x00WEBPVP8 \x04\x00\x00\x00aaaa', 'attachment.picture'],
    [
      'a drawing behind the sign of a picture',
      '<!--    WEBP--><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
      undefined,
    ],
    [
      'a drawing behind the whole sign of one',
      'RIFF\x10\x00\x00\x00WEBPVP8 <svg xmlns="http://www.w3.org/2000/svg"/>',
      'attachment.picture',
    ],
    [
      'a drawing that calls itself GIF',
      'GIF89a<svg xmlns="http://www.w3.org/2000/svg"/>',
      'attachment.picture',
    ],
    [
      'entities that grow',
      `<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "&a;&a;">]><svg>&b;</svg>`,
      undefined,
    ],
  ])('%s', async (_, bytes, code) => {
    const found = await codeOf(bytes);
    if (code === undefined) expect((await kept(bytes)).bytes).toBe(Buffer.from(bytes).length);
    else expect(found).toBe(code);
  });

  it.each([
    [
      'just words',
      'a.txt: This is no SVG, Mermaid flowchart, DOT or draw.io, and no picture as PNG, JPEG, WebP or GIF.',
    ],
    [
      'pie\n "a": 1',
      'a.txt: "pie" of Mermaid is no graph of nodes; only flowcharts are read ("flowchart", "graph").',
    ],
  ])('says what could be: %s', async (text, message) => {
    expect(await take(text, 'a.txt')).toMatchObject({ ok: false, problems: [{ message }] });
  });

  it('one that is too large, before it is unpacked', async () => {
    expect(await codeOf(Buffer.alloc(ATTACHMENT_LIMITS.bytes + 1, png))).toBe('attachment.size');
  });

  it('one that is cut off', async () => {
    const noise = Buffer.alloc(200 * 200 * 3, 'noise of a picture');
    const raw = { width: 200, height: 200, channels: 3 } as const;
    const whole = await sharp(noise, { raw }).jpeg().toBuffer();
    expect(await codeOf(whole.subarray(0, whole.length / 2))).toBe('attachment.picture');
  });

  it('one that unpacks to more pixels than anybody has', async () => {
    const bomb = await sharp({ create: { ...CANVAS, width: 9000, height: 9000 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(ATTACHMENT_LIMITS.bytes);
    const taken = await take(bomb);
    expect(taken).toMatchObject({ ok: false, problems: [{ message: /million pixels/ }] });
  });
});

describe('a picture', () => {
  it('is kept as its pixels and nothing else, held upright', async () => {
    expect(jpeg.toString('latin1')).toContain('SecretCamera');
    const { content, width, height, format } = await kept(jpeg);
    expect({ width, height, format }).toEqual({ width: 20, height: 40, format: 'png' });
    expect(Buffer.from(content).toString('latin1')).not.toContain('SecretCamera');
    const { exif, xmp, iptc, icc, format: inside } = await sharp(content).metadata();
    expect({ exif, xmp, iptc, icc, inside }).toEqual({ inside: 'png' });
  });

  it('loses what is hidden behind it', async () => {
    const polyglot = Buffer.concat([png, Buffer.from('<script>alert(1)</script>PK\x03\x04')]);
    const { content } = await kept(polyglot, 'x.html');
    expect(Buffer.from(content).toString('latin1')).not.toContain('script');
  });

  it('is read one after the other: many large ones at once are all taken', async () => {
    const large = await sharp({ create: { ...CANVAS, width: 4000, height: 4000 } })
      .png()
      .toBuffer();
    const taken = await Promise.all([large, png.subarray(0, 40), large].map((each) => take(each)));
    expect(taken.map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  it('has no more than its pixels: the texts and the profile of a PNG are gone', async () => {
    const told = await sharp(png)
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/">SecretPlace</x:xmpmeta>')
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const { xmp, icc } = await sharp(told).metadata();
    expect(xmp?.toString()).toContain('SecretPlace');
    expect(icc?.length).toBeGreaterThan(0);
    const { content } = await kept(told);
    const left = await sharp(content).metadata();
    expect([left.xmp, left.icc, left.exif, left.comments]).toEqual(Array(4).fill(undefined));
  });

  it('is made smaller than what models look at', async () => {
    const wide = await sharp({ create: { ...CANVAS, width: 5000, height: 100 } })
      .webp()
      .toBuffer();
    expect(await kept(wide)).toMatchObject({ width: ATTACHMENT_LIMITS.side, height: 41 });
  });

  it('of several frames is its first', async () => {
    const frames = await sharp([png, png], { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await kept(frames)).toMatchObject({ kind: 'picture', width: 40, height: 20 });
  });
});

describe('a diagram', () => {
  it.each([
    [
      'svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>',
    ],
    ['mermaid', 'flowchart LR\n a --> b'],
    ['dot', 'graph { a -- b }'],
    [
      'drawio',
      '<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/></root></mxGraphModel>',
    ],
  ])('is what its text says, whatever it is called: %s', async (format, text) => {
    expect(await kept(text, 'photo.png')).toMatchObject({
      kind: 'diagram',
      format,
      name: 'photo.png',
    });
  });
});

it.each([
  ['pod.svg', 'pod.svg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\pod.svg', 'pod.svg'],
  ['..', 'file'],
  ['', 'file'],
  ['a\0b\u202Egnp.svg', 'abgnp.svg'],
  ['<img src=x>.svg', '<img src=x>.svg'],
  [`${'x'.repeat(500)}.svg`, `${'x'.repeat(ATTACHMENT_LIMITS.name - 1)}…`],
])('the name %j is shown as %j', (given, shown) => {
  expect(plainName(given)).toBe(shown);
});
