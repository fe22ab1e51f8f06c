export type Rgba = readonly [number, number, number, number];

/** A colour token (`--accent`) as a colour for a canvas, in the theme of `host`. */
export function readToken(host: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  probe.hidden = true;
  host.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

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
