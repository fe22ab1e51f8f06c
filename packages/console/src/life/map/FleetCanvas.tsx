import { NODE_STATES } from '@gigafactory/core/api';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readToken } from '../../charts/tokens.ts';
import { useTheme } from '../../state/theme.ts';
import { bytesOf } from '../../ui/colour.ts';
import { BEFORE_PICTURE } from '../../ui/picture.ts';
import { useMedia } from '../../ui/useMedia.ts';
import styles from './FleetMap.module.css';
import type { FleetLayout } from './layout.ts';
import { createPainter, type FleetPainter, PALETTE_SIZE } from './painter.ts';
import { FORCED_COLOURS, tokenOf } from './states.ts';
import { drawFleet, texelOffsets, texelRows } from './texture.ts';

interface Props {
  readonly layout: FleetLayout;
  /** Each node's index in `NODE_STATES`. */
  readonly states: Uint8Array;
}

/** The fleet as one texture, painted whenever the fleet, the layout or the theme changes. */
export function FleetCanvas({ layout, states }: Props) {
  const ref = useRef<HTMLCanvasElement>(null);
  const painter = useRef<FleetPainter | undefined>(undefined);
  // A canvas once used for WebGL cannot give a 2D context, so the fallback needs another canvas.
  const [webgl, setWebgl] = useState(true);
  const theme = useTheme();
  const offsets = useMemo(() => texelOffsets(layout), [layout]);
  const isForced = useMedia(FORCED_COLOURS);
  const rows = useMemo(() => texelRows(layout.gpusPerNode, isForced), [layout, isForced]);
  const texels = useMemo(() => new Uint8Array(layout.width * layout.height), [layout]);
  const palette = useRef(new Uint8Array(PALETTE_SIZE * 4));

  useEffect(() => {
    const canvas = ref.current;
    if (!canvas) return;
    const made = createPainter(canvas, layout.width, layout.height, webgl);
    if (!made && webgl) setWebgl(false);
    painter.current = made;
    canvas.dataset['painter'] = made?.kind ?? 'none';
    const lost = (event: Event): void => {
      event.preventDefault();
      setWebgl(false);
    };
    const paintAgain = (): void => made?.paint(texels, palette.current);
    canvas.addEventListener('webglcontextlost', lost);
    canvas.addEventListener(BEFORE_PICTURE, paintAgain);
    return () => {
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener(BEFORE_PICTURE, paintAgain);
      made?.dispose();
    };
  }, [layout, webgl, texels]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme means new colours, a new canvas a new painting.
  useEffect(() => {
    if (ref.current) palette.current = readPalette(ref.current.parentElement ?? ref.current);
    drawFleet(layout, offsets, rows, states, texels);
    painter.current?.paint(texels, palette.current);
  }, [theme, webgl, layout]);

  useEffect(() => {
    drawFleet(layout, offsets, rows, states, texels);
    painter.current?.paint(texels, palette.current);
  }, [layout, offsets, rows, texels, states]);

  return <canvas key={String(webgl)} ref={ref} className={styles.canvas} />;
}

/** Ground is clear; then a colour for each state. */
function readPalette(host: HTMLElement): Uint8Array<ArrayBuffer> {
  const palette = new Uint8Array(PALETTE_SIZE * 4);
  NODE_STATES.forEach((state, i) => {
    palette.set(bytesOf(readToken(host, tokenOf(state))), (i + 1) * 4);
  });
  return palette;
}
