import { type Document, isAlias, type Node, visit } from 'yaml';

/** What the aliases of a document stand for. */
export interface Aliases {
  /** The last anchor of the same name before each alias; undefined if there is none. */
  readonly targets: ReadonlyMap<Node, Node | undefined>;
  readonly anchors: readonly string[];
}

/** Resolves every alias in one walk; the parser's own method walks once per alias. */
export function resolveAliases(document: Document.Parsed): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node | undefined>();
  visit(document, {
    Node(_key, node) {
      if (isAlias(node)) targets.set(node, anchors.get(node.source));
      else if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return { targets, anchors: [...anchors.keys()] };
}

/** How many aliases have no anchor before them. */
export function lostAliases(document: Document.Parsed): number {
  return [...resolveAliases(document).targets.values()].filter((target) => !target).length;
}
