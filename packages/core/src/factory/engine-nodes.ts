import type { Known } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { quantity } from './quantity-shape.ts';
import { section } from './section.ts';
import { type Shape, word } from './shape.ts';

/** How an engine names some of its nodes; exactly one of the two. */
export interface NodeChoice {
  /** Names of nodes as Slurm writes them: `n[0-7]`. */
  readonly pattern?: string;
  /** Labels of nodes as Kubernetes writes them: `gpu=h100`. */
  readonly selector?: string;
}

/** As many as the largest machine of one Slurm controller that is published, several times over. */
const MOST_NODES = 100_000;

const PATTERN = /^[A-Za-z][\w.-]*(\[\d+(-\d+)?(,\d+(-\d+)?)*\][\w.-]*)*$/;

const CHOICES = {
  pattern: {
    kind: 'slurm',
    example: 'n[0-7]',
    description: 'Names of nodes, as Slurm writes them',
    shape: word('Names of nodes', {
      pattern: new RegExp(`${PATTERN.source.slice(0, -1)}(,${PATTERN.source.slice(1, -1)})*$`),
      most: 2000,
      wanted: 'names of nodes as in n[0-7] or gpu1,gpu[3-5]',
    }),
  },
  selector: {
    kind: 'kubernetes',
    example: 'gpu=h100',
    description: 'Labels of nodes, as Kubernetes writes them',
    shape: word('Labels of nodes', {
      pattern: /^[\w./!=, ()-]+$/,
      most: 1000,
      wanted: 'labels as in gpu=h100',
    }),
  },
} as const;
type Word = keyof typeof CHOICES;

/** How many nodes, or which: those that a pattern or a selector (`own`) names; without one only how many. */
export function nodesShape(own: undefined, description: string): Shape<Known>;
export function nodesShape(own: Word, description: string): Shape<Known | NodeChoice>;
export function nodesShape(
  own: Word | undefined,
  description: string,
): Shape<Known | NodeChoice | undefined> {
  const count = quantity(description, 'node', { least: 1, whole: true, most: MOST_NODES });
  const named = own && section(CHOICES[own].description, { [own]: CHOICES[own].shape });
  return {
    ...count,
    schema: named ? { description, anyOf: [count.schema, named.schema] } : count.schema,
    read(cursor) {
      const keys = cursor.isMap ? cursor.entries().map(([key]) => key) : [];
      if (named && keys.includes(own)) return named.read(cursor);
      return isMisnamed(cursor, keys, own) ? undefined : count.read(cursor);
    },
  };
}

/** Names where a number belongs, or names of another kind of engine: says how to write them. */
function isMisnamed(cursor: Cursor, keys: readonly string[], own: Word | undefined): boolean {
  const other = keys.find((key): key is Word => key === 'pattern' || key === 'selector');
  const line = cursor.isList
    ? cursor.items().map(({ text }) => text ?? '')
    : [/^[A-Za-z]/.test(cursor.text ?? '') ? cursor.text! : ''];
  const names = line.includes('') ? undefined : line.join(',').slice(0, 80);
  if (!other && names === undefined) return false;
  const given = other ? `A ${other}` : `"${names}"`;
  const instead = own
    ? `nodes: {${own}: "${other ? CHOICES[own].example : names}"}`
    : 'how many, as in nodes: 2';
  const why = other ? `is for an engine of kind ${CHOICES[other].kind}` : 'is not how many';
  cursor.report({
    code: 'engine.nodes',
    message: `${given} ${why}; write ${instead}.`,
    expected: own ? `a number, or a ${own}` : 'a number',
  });
  return true;
}
