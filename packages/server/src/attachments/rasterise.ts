import { failed, ok, type Result } from '@gigafactory/core/base';
import type SharpMaker from 'sharp';
import { loadSharp } from './picture.ts';

export interface RasterOrder {
  readonly svg: string;
  /** Pixels for each unit of the drawing. */
  readonly scale: number;
  /** Standard deviation in pixels; 0 is sharp. */
  readonly blur: number;
  /** Degrees by which the page lies askew. */
  readonly tilt: number;
}

/** Pixels that an inch has where one of them is a unit of the drawing. */
const DENSITY = 72;
/** sharp blurs no less than this. */
const LEAST_BLUR = 0.3;

/**
 * An SVG of our own as the bytes of a PNG. Its texts need a font of the system. Codes: `attachment.library`, `attachment.fonts`,
 * `attachment.picture`.
 */
export async function rasterise({ svg, scale, blur, tilt }: RasterOrder): Promise<Result<Buffer>> {
  const sharp = await loadSharp();
  if (!sharp.ok) return sharp;
  try {
    if (!(await hasFonts(sharp.value)))
      return failed({ code: 'attachment.fonts', message: NO_FONTS });
    let picture = sharp.value(Buffer.from(svg), { density: DENSITY * scale });
    if (tilt !== 0)
      picture = picture.flatten({ background: 'white' }).rotate(tilt, { background: 'white' });
    if (blur >= LEAST_BLUR) picture = picture.blur(blur);
    return ok(await picture.png().toBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed({
      code: 'attachment.picture',
      message: `The drawing cannot be made a picture: ${why}`,
    });
  }
}

const NO_FONTS =
  'Texts cannot be drawn: this machine has no fonts that fontconfig finds. Install some, such as fonts-dejavu-core of Debian.';

const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15" font-family="sans-serif" font-size="14">AW</text></svg>';

let fonts: Promise<boolean> | undefined;

/** Whether a text leaves ink at all. */
function hasFonts(sharp: typeof SharpMaker): Promise<boolean> {
  fonts ??= sharp(Buffer.from(PROBE))
    .stats()
    .then(({ channels }) => (channels[3]?.max ?? 0) > 0);
  return fonts;
}
