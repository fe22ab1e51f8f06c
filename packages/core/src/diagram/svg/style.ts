import { textOf, type XmlElement } from '../xml.ts';

/** The properties that say what is drawn and where lines lead; all others are only looks. */
const INHERITED = [
  ...['fill', 'stroke', 'visibility', 'font-size', 'text-anchor', 'dominant-baseline'],
  ...['marker-start', 'marker-mid', 'marker-end'],
] as const;
const OWN = ['display', 'opacity', 'marker'] as const;
const KNOWN = new Set<string>([...INHERITED, ...OWN]);

export type Style = ReadonlyMap<string, string>;

/** An element with those around it, from the outermost. */
export type Lineage = readonly XmlElement[];

interface Rule {
  /** Of the element itself last, of some around it before. */
  readonly parts: readonly Part[];
  readonly declared: Style;
}

interface Part {
  readonly tag: string | undefined;
  readonly id: string | undefined;
  readonly classes: readonly string[];
}

const MOST_RULES = 2_000;

/** The style sheets of a drawing, as far as they say what is drawn. */
export class Sheet {
  readonly #rules: readonly Rule[];

  constructor(styles: readonly XmlElement[]) {
    this.#rules = styles.flatMap((style) => readRules(textOf(style))).slice(0, MOST_RULES);
  }

  /** The style of an element: its own, what sheets say of it, and what it inherits. */
  styleOf(lineage: Lineage, inherited: Style): Style {
    const element = lineage.at(-1)!;
    const style = new Map(
      [...inherited].filter(([name]) => !(OWN as readonly string[]).includes(name)),
    );
    for (const [name, value] of element.attributes)
      if (KNOWN.has(name)) style.set(name, value.trim());
    for (const { parts, declared } of this.#rules) {
      if (!applies(parts, lineage)) continue;
      for (const [name, value] of declared) style.set(name, value);
    }
    for (const [name, value] of declarations(element.attributes.get('style') ?? ''))
      style.set(name, value);
    const all = style.get('marker');
    if (all !== undefined) for (const at of ['start', 'mid', 'end']) style.set(`marker-${at}`, all);
    return style;
  }
}

/** Whether nothing of an element with this style is seen, nor of what it holds. */
export function isHidden(style: Style): boolean {
  return style.get('display') === 'none' || Number(style.get('opacity') ?? 1) === 0;
}

/** Whether something is painted in this colour. */
export function paints(colour: string | undefined, otherwise: boolean): boolean {
  if (colour === undefined) return otherwise;
  return !/^(?:none|transparent|rgba\([^)]*,\s*0(?:\.0+)?\))$/.test(colour);
}

function readRules(css: string): Rule[] {
  const rules: Rule[] = [];
  // Rules of @media and the like are read as if they stood outside: what they hold is mostly looks.
  for (const piece of withoutComments(css).split('}')) {
    const open = piece.lastIndexOf('{');
    if (open < 0) continue;
    const declared = declarations(piece.slice(open + 1));
    if (declared.size === 0) continue;
    const selectors = piece.slice(piece.lastIndexOf('{', open - 1) + 1, open);
    for (const selector of selectors.split(',')) {
      const parts = readSelector(selector);
      if (parts) rules.push({ parts, declared });
    }
  }
  return rules;
}

function withoutComments(css: string): string {
  return css
    .split('/*')
    .map((piece, index) => (index === 0 ? piece : (piece.split('*/')[1] ?? '')))
    .join(' ');
}

function declarations(text: string): Style {
  const found = new Map<string, string>();
  for (const declaration of text.split(';')) {
    const colon = declaration.indexOf(':');
    const name = declaration.slice(0, colon).trim();
    if (colon > 0 && KNOWN.has(name))
      found.set(
        name,
        declaration
          .slice(colon + 1)
          .replace('!important', '')
          .trim(),
      );
  }
  return found;
}

/** Tags, classes, ids and descent are understood; a selector with anything else is left out. */
function readSelector(selector: string): Part[] | undefined {
  const words = selector.trim().split(/\s*>\s*|\s+/);
  const parts = words.map((word): Part | undefined => {
    if (!/^(?:[\w-]+|\*)?(?:[.#][\w-]+)*$/.test(word) || word === '') return undefined;
    const tag = /^[\w-]+/.exec(word)?.[0];
    const id = /#([\w-]+)/.exec(word)?.[1];
    return { tag, id, classes: [...word.matchAll(/\.([\w-]+)/g)].map((found) => found[1]!) };
  });
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function applies(parts: readonly Part[], lineage: Lineage): boolean {
  let at = lineage.length - 1;
  if (!fits(parts.at(-1)!, lineage[at]!)) return false;
  for (const part of parts.slice(0, -1).reverse()) {
    at--;
    while (at >= 0 && !fits(part, lineage[at]!)) at--;
    if (at < 0) return false;
  }
  return true;
}

function fits({ tag, id, classes }: Part, { name, attributes }: XmlElement): boolean {
  if (tag !== undefined && tag !== name) return false;
  if (id !== undefined && id !== attributes.get('id')) return false;
  if (classes.length === 0) return true;
  const own = (attributes.get('class') ?? '').split(/\s+/);
  return classes.every((each) => own.includes(each));
}
