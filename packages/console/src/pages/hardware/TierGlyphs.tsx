import type { ReactNode } from 'react';
import styles from './FabricPicture.module.css';
import type { Tier, TierLayout } from './tiers.ts';

interface TierGlyphsProps {
  readonly tier: Tier['kind'];
  readonly layout: TierLayout;
  readonly rails: number;
  readonly y: number;
  readonly height: number;
}

/** The switches of a tier, or nodes with a cell per rail. */
export function TierGlyphs({ tier, layout, rails, y, height }: TierGlyphsProps): ReactNode {
  const { xs, width, cut } = layout;
  const [before = 0, last = 0] = xs.slice(-2);
  return (
    <g>
      {xs.map((x, index) => (
        <g key={x}>
          <rect className={styles.glyph} x={x} y={y + 0.5} width={width} height={height - 1} />
          {tier === 'nodes' ? <Ports {...{ x, width, rails, y, height }} /> : null}
          {tier === 'rails' ? (
            <text className={styles.rail} x={x + width / 2} y={y + height / 2 + 4}>
              {railsOf(index, xs.length, rails, width)}
            </text>
          ) : null}
        </g>
      ))}
      {cut ? (
        <text className={styles.more} x={(before + width + last) / 2} y={y + height / 2 + 4}>
          …
        </text>
      ) : null}
    </g>
  );
}

/** A switch of the lowest tier is on one rail, or on several where there are fewer switches than rails. */
function railsOf(index: number, switches: number, rails: number, width: number): string {
  if (switches === 1) return `all ${rails} rails`;
  if (switches < rails) return `${Math.ceil(rails / switches)} rails`;
  return width > 48 ? `rail ${index + 1}` : `${index + 1}`;
}

interface PortsProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rails: number;
}

function Ports({ x, y, width, height, rails }: PortsProps): ReactNode {
  const cell = (width - 6) / rails;
  return Array.from({ length: rails }, (_, rail) => x + 3 + rail * cell).map((left) => (
    <rect
      key={left}
      className={styles.gpu}
      x={left + 1}
      y={y + 5}
      width={Math.max(cell - 2, 1)}
      height={height - 10}
    />
  ));
}

interface BundleProps {
  readonly above: TierLayout;
  readonly below: TierLayout;
  readonly y: number;
  readonly height: number;
}

/** Every switch to every switch. */
export function LinkBundle({ above, below, y, height }: BundleProps): ReactNode {
  const lines = above.xs.flatMap((from) =>
    below.xs.map((to) => `M${from + above.width / 2} ${y}L${to + below.width / 2} ${y + height}`),
  );
  return <path className={styles.bundle} d={lines.join('')} />;
}

/** GPU `r` of each node to a switch of rail `r`. One rail is emphasised so that the eye can follow it. */
export function RailBundle({
  rails,
  ...bundle
}: BundleProps & { readonly rails: number }): ReactNode {
  return Array.from({ length: rails }, (_, rail) => rail).map((rail) => (
    <path
      key={rail}
      className={styles.bundle}
      data-strong={rail === 0 || undefined}
      d={railLines(bundle, rail, rails)}
    />
  ));
}

function railLines({ above, below, y, height }: BundleProps, rail: number, rails: number): string {
  const leaf = above.xs[rail % Math.max(above.xs.length, 1)] ?? 0;
  const cell = (below.width - 6) / rails;
  return below.xs
    .map((x) => `M${leaf + above.width / 2} ${y}L${x + 3 + (rail + 0.5) * cell} ${y + height}`)
    .join('');
}
