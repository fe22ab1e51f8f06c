export type Rgba = readonly [number, number, number, number];

let pixel: CanvasRenderingContext2D | null = null;

/** A CSS colour as bytes, whatever its colour space: painted on one pixel and read back. */
export function bytesOf(colour: string): Rgba {
  pixel ??= onePixel();
  if (!pixel) return [0, 0, 0, 255];
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a = 255] = pixel.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a];
}

function onePixel(): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  return canvas.getContext('2d', { willReadFrequently: true });
}

/** A CSS colour as older programs read it, `#1d2230`, and how opaque it is, 0 to 1. */
export function hexOf(colour: string): { readonly hex: string; readonly opacity: number } {
  const [r, g, b, a] = bytesOf(colour);
  const hex = [r, g, b].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { hex: `#${hex}`, opacity: Math.round((a / 255) * 1000) / 1000 };
}
