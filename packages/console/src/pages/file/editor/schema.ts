import type { SchemaNode } from '../fields.ts';

/** A word that can stand at a place, and what it means. */
export interface Word {
  readonly word: string;
  readonly about?: string | undefined;
}

/**
 * What the schema of the file says about a way through it: all that may stand there, short and long forms of a value
 * alike. Empty for a way that the schema does not know.
 */
export function schemasAt(root: SchemaNode, keys: readonly string[]): readonly SchemaNode[] {
  let found: readonly SchemaNode[] = formsOf(root, root);
  for (const key of keys) {
    found = found.flatMap((node) => below(node, key)).flatMap((node) => formsOf(node, root));
  }
  return found;
}

/** The keys that a map at a place may have, with their schemas. */
export function keysIn(nodes: readonly SchemaNode[]): ReadonlyMap<string, SchemaNode> {
  return new Map(nodes.flatMap((node) => Object.entries(node.properties ?? {})));
}

/** The words that may stand at a place. */
export function wordsIn(nodes: readonly SchemaNode[]): readonly Word[] {
  const words = nodes.flatMap((node): Word[] => {
    if (typeof node.const === 'string') return [{ word: node.const, about: node.description }];
    const usual =
      node.default === undefined
        ? []
        : [{ word: String(node.default), about: 'taken when left out' }];
    const examples = (node.examples ?? []).map((word) => ({ word, about: 'to begin with' }));
    return [...(node.enum ?? []).map((word) => ({ word })), ...usual, ...examples];
  });
  return [...new Map([...words].reverse().map((each) => [each.word, each])).values()].reverse();
}

/** What stands at a place, in words: its description and what it is when left out. */
export function aboutOf(nodes: readonly SchemaNode[]): {
  readonly about?: string;
  readonly usual?: string;
} {
  const about = nodes.find(({ description }) => description !== undefined)?.description;
  const usual = nodes.find((node) => node.default !== undefined)?.default;
  return {
    ...(about === undefined ? {} : { about }),
    ...(usual === undefined ? {} : { usual: String(usual) }),
  };
}

/** A node and, if it is a choice of several or refers to another, those too. */
function formsOf(node: SchemaNode, root: SchemaNode): readonly SchemaNode[] {
  const definition = node.$ref?.replace('#/$defs/', '');
  const referred = definition === undefined ? undefined : root.$defs?.[definition];
  const others = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(referred ? [referred] : [])];
  return [node, ...others.flatMap((other) => formsOf(other, root))];
}

function below(node: SchemaNode, key: string): readonly SchemaNode[] {
  const property = node.properties?.[key];
  if (property) return [property];
  if (node.items && /^\d+$/.test(key)) return [node.items];
  return typeof node.additionalProperties === 'object' ? [node.additionalProperties] : [];
}
