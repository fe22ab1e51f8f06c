import { boxArea } from '../geometry.ts';
import type { Nest, Nesting } from './nesting.ts';

/** Says of each nest whether it is a node or a group; `isTouched` knows at which shapes lines end. */
export function giveRoles(
  { nests }: Nesting,
  isTouched: (each: Nest) => boolean,
  unit: number,
): void {
  // From the smallest up: what is inside has its role before what is around it.
  for (const each of [...nests].reverse()) giveRole(each, isTouched, unit);
  dropGround(nests);
}

function giveRole(each: Nest, isTouched: (each: Nest) => boolean, unit: number): void {
  const solid = each.inside.filter(({ role }) => role !== 'plain');
  const [only] = solid;
  if (solid.length === 0)
    each.role = each.writings.length > 0 || isTouched(each) ? 'node' : 'plain';
  else if (only && solid.length === 1 && isTwin(each, only, unit)) becomePartOf(each, only);
  else if (areCompartments(each, solid, isTouched)) {
    each.role = 'node';
    for (const part of solid) {
      part.partOf = each;
      part.role = 'plain';
      each.writings.push(...part.writings);
    }
  } else {
    each.role = 'group';
    const header = solid.find((part) => isHeader(part, each, solid) && !isTouched(part));
    if (header && each.writings.length === 0) {
      header.partOf = each;
      header.role = 'plain';
      each.writings.push(...header.writings);
    }
  }
}

/** An outline around another of nearly its size, without a text of its own: a double circle, a shadow. */
function isTwin(outer: Nest, inner: Nest, unit: number): boolean {
  if (outer.writings.length > 0) return false;
  const [a, b] = [outer.shape.box, inner.shape.box];
  const margins = [
    b.x - a.x,
    b.y - a.y,
    a.x + a.width - b.x - b.width,
    a.y + a.height - b.y - b.height,
  ];
  return Math.max(...margins) <= 0.8 * unit || boxArea(b) >= 0.8 * boxArea(a);
}

/** The outer outline stands for the inner one: lines end at it. */
function becomePartOf(outer: Nest, inner: Nest): void {
  outer.role = inner.role;
  outer.writings.push(...inner.writings);
  inner.role = 'plain';
  inner.partOf = outer;
}

/** Rows or columns that fill a shape, without lines of their own: what a class or a record consists of. */
function areCompartments(
  each: Nest,
  solid: readonly Nest[],
  isTouched: (each: Nest) => boolean,
): boolean {
  if (each.writings.length > 0 || solid.some((part) => part.role === 'group' || isTouched(part)))
    return false;
  const { box } = each.shape;
  const fill = solid.reduce((sum, part) => sum + boxArea(part.shape.box), 0);
  const spans = (['width', 'height'] as const).some((side) =>
    solid.every(({ shape }) => shape.box[side] >= 0.97 * box[side]),
  );
  return spans && fill >= 0.9 * boxArea(box);
}

/** A bar across the top of a container, with its title. */
function isHeader({ shape, role }: Nest, around: Nest, solid: readonly Nest[]): boolean {
  const { box } = around.shape;
  const isBar = shape.box.width >= 0.95 * box.width && shape.box.height <= 0.4 * box.height;
  return role === 'node' && isBar && solid.every((part) => part.shape.box.y >= shape.box.y);
}

/** A shape behind everything, without a line around it or a text, is the paper. */
function dropGround(nests: readonly Nest[]): void {
  const [ground] = nests;
  if (ground?.role !== 'group') return;
  const holdsAll = nests.every((each) => each === ground || isUnder(each, ground));
  const isPaper = !ground.shape.hasStroke || ground.writings.length === 0;
  if (holdsAll && isPaper) ground.role = 'plain';
}

function isUnder(each: Nest, ground: Nest): boolean {
  for (let at = each.parent; at; at = at.parent) if (at === ground) return true;
  return false;
}
