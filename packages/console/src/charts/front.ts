/**
 * Indices of the points that no other point beats in both coordinates (less is better), by rising x. Of equal
 * points only the first is included.
 */
export function paretoFront(x: readonly number[], y: readonly number[]): number[] {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]! || a - b);
  const front: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const i of order) {
    if (y[i]! < least) {
      least = y[i]!;
      front.push(i);
    }
  }
  return front;
}

/** The index of the point nearest to (`atX`, `atY`) in pixels, if one lies within `reach` pixels. */
export function nearestPoint(
  px: ArrayLike<number>,
  py: ArrayLike<number>,
  atX: number,
  atY: number,
  reach: number,
): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  for (let i = 0; i < px.length; i++) {
    const dx = px[i]! - atX;
    const dy = py[i]! - atY;
    const distance = dx * dx + dy * dy;
    if (distance <= least) {
      least = distance;
      best = i;
    }
  }
  return best;
}
