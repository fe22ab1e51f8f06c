import { drawPicture, SKETCH_KINDS } from '@gigafactory/core/diagram-set';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { rasterise } from './rasterise.ts';

async function pictureOf(order: Parameters<typeof rasterise>[0]): Promise<Buffer> {
  const made = await rasterise(order);
  if (!made.ok) throw new Error(made.problems[0]?.message);
  return made.value;
}

const SVG = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="white"/>${inside}</svg>`;

const PLAIN = { scale: 1, blur: 0, tilt: 0 };

describe('a drawing as a picture', () => {
  it('has the size that was asked for', async () => {
    const png = await pictureOf({ ...PLAIN, svg: SVG(''), scale: 2 });
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 200, height: 100 });
  });

  it('shows texts', async () => {
    const text = SVG('<text x="10" y="30" font-size="20" font-family="sans-serif">Leaf</text>');
    const dark = async (svg: string) =>
      (await sharp(await pictureOf({ ...PLAIN, svg })).stats()).channels[0]!.min;
    expect(await dark(SVG(''))).toBe(255);
    expect(await dark(text)).toBeLessThan(100);
  });

  it('is blurred and askew where that is asked for', async () => {
    const svg = SVG('<rect x="10" y="10" width="30" height="20"/>');
    const sharpOne = await pictureOf({ ...PLAIN, svg });
    const blurred = await pictureOf({ ...PLAIN, svg, blur: 0.8 });
    const askew = await pictureOf({ ...PLAIN, svg, tilt: 1 });
    expect(blurred.equals(sharpOne)).toBe(false);
    expect((await sharp(askew).metadata()).width).toBeGreaterThan(100);
  });

  it.each(SKETCH_KINDS)('is made of every kind of the set: %s', async (kind) => {
    const { svg, scale, blur, tilt } = drawPicture(kind, 1);
    const { width } = await sharp(await pictureOf({ svg, scale, blur, tilt })).metadata();
    expect(width).toBeGreaterThan(200);
  });

  it('of what is no drawing is refused', async () => {
    expect(await rasterise({ ...PLAIN, svg: 'no drawing' })).toMatchObject({
      ok: false,
      problems: [{ code: 'attachment.picture' }],
    });
  });
});
