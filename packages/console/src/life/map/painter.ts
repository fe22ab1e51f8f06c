/** Paints texels (a byte each, an index into the palette) on a canvas of the same size. */
export interface FleetPainter {
  readonly kind: 'webgl2' | '2d';
  paint(texels: Uint8Array, palette: Uint8Array): void;
  dispose(): void;
}

/** Colours that a palette holds. */
export const PALETTE_SIZE = 16;

const VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(gl_VertexID % 2, gl_VertexID / 2) * 4.0 - 1.0;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
precision highp usampler2D;
uniform usampler2D texels;
uniform vec4 palette[${PALETTE_SIZE}];
out vec4 colour;
void main() {
  ivec2 size = textureSize(texels, 0);
  ivec2 at = ivec2(gl_FragCoord.xy);
  uint index = texelFetch(texels, ivec2(at.x, size.y - 1 - at.y), 0).r;
  vec4 c = palette[index];
  colour = vec4(c.rgb * c.a, c.a);
}`;

/** WebGL2 if it is available and can hold the map, otherwise plain pixels; undefined without a canvas. */
export function createPainter(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  allowWebgl: boolean,
): FleetPainter | undefined {
  canvas.width = width;
  canvas.height = height;
  const gl = allowWebgl ? canvas.getContext('webgl2', { antialias: false, depth: false }) : null;
  if (gl) return webglPainter(gl, width, height);
  const context = canvas.getContext('2d');
  return context ? pixelPainter(context, width, height) : undefined;
}

function pixelPainter(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
): FleetPainter {
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  return {
    kind: '2d',
    paint(texels, palette) {
      const colours = new Uint32Array(palette.buffer, palette.byteOffset, PALETTE_SIZE);
      for (let i = 0; i < texels.length; i++) pixels[i] = colours[texels[i]!]!;
      context.putImageData(image, 0, 0);
    },
    dispose() {},
  };
}

/** Undefined if the driver refuses: the caller then creates a new canvas for plain pixels. */
function webglPainter(
  gl: WebGL2RenderingContext,
  width: number,
  height: number,
): FleetPainter | undefined {
  const program = linkProgram(gl);
  if (!program || Math.max(width, height) > gl.getParameter(gl.MAX_TEXTURE_SIZE)) return undefined;
  // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's word for it, not a hook.
  gl.useProgram(program);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.R8UI, width, height);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.viewport(0, 0, width, height);
  const palettePlace = gl.getUniformLocation(program, 'palette');
  return {
    kind: 'webgl2',
    paint(texels, palette) {
      gl.uniform4fv(
        palettePlace,
        Float32Array.from(palette, (byte) => byte / 255),
      );
      gl.texSubImage2D(
        gl.TEXTURE_2D,
        0,
        0,
        0,
        width,
        height,
        gl.RED_INTEGER,
        gl.UNSIGNED_BYTE,
        texels,
      );
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
    dispose() {
      gl.deleteTexture(texture);
      gl.deleteProgram(program);
    },
  };
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  const sources = [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const;
  for (const [kind, source] of sources) {
    const shader = gl.createShader(kind);
    if (!shader) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : undefined;
}
