import { z } from 'zod';
import { DIAGRAM_FORMATS, LIMITS } from '../diagram/index.ts';

/** Inputs and outputs of the operations on diagrams. */

/** The longest name of a page, a node or a group, characters. */
const LONGEST = 1000;

export const diagramText = {
  text: z
    .string()
    .max(LIMITS.text)
    .describe('The diagram: SVG, a Mermaid flowchart, Graphviz DOT, or a file of draw.io'),
  format: z.enum(DIAGRAM_FORMATS).optional().describe('Found out from the text when left out'),
  page: z
    .string()
    .max(LONGEST)
    .optional()
    .describe('Of draw.io: its name, or its number from 1; the first when left out'),
};

const id = z.string();
const label = z.string().describe('Plain text; lines are divided by \\n');

const node = z.strictObject({
  id,
  label,
  group: id.nullable().describe('Id of the innermost group that holds it'),
});

const edge = z.strictObject({
  from: id.describe('Id of a node; of a group if the line ends at a container'),
  to: id,
  label,
  directed: z.boolean().describe('Whether it leads one way'),
});

export const diagram = z.strictObject({
  format: z.enum(DIAGRAM_FORMATS),
  nodes: z.array(node),
  edges: z.array(edge),
  groups: z
    .array(z.strictObject({ id, label, parent: id.nullable() }))
    .describe('Containers: they hold nodes and are none'),
  pages: z.array(z.string()).describe('Names of the pages of the file'),
  page: z.int().describe('Which of them this is, from 0'),
  notices: z
    .array(z.strictObject({ code: z.string(), message: z.string() }))
    .describe('What was left out or had to be decided, and nothing wrong'),
});

const name = z.string().max(LONGEST).describe('Of a node: its id, or its label in any case');
const number = z.int().min(0).max(LIMITS.edges);

const question = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('neighbours'), of: name }),
  z.strictObject({ what: z.literal('beyond'), of: name }).describe('What hangs off a node'),
  z
    .strictObject({
      what: z.literal('paths'),
      from: name,
      to: name,
      most: z.int().min(1).max(1000).optional().describe('10 when left out'),
    })
    .describe('Along arrows, shortest first'),
  z
    .strictObject({ what: z.literal('degrees'), is: number.optional() })
    .describe('Nodes by how many edges end at them, or those with a number of them'),
  z
    .strictObject({ what: z.literal('links'), is: number.optional() })
    .describe('Pairs of nodes by how many links are between them, or those with a number of them'),
  z.strictObject({ what: z.literal('cuts') }).describe('Single points of failure'),
  z.strictObject({ what: z.literal('parts') }).describe('What hangs together'),
  z
    .strictObject({ what: z.literal('count'), by: z.enum(['kind', 'label', 'group']) })
    .describe('How many nodes; those called "Leaf 1" and "Leaf 2" are of one kind'),
]);

export const graphInput = z.strictObject({ ...diagramText, ask: question });

const ids = z.array(id);

export const graphAnswer = z
  .strictObject({
    sentence: z.string().describe('The answer in a sentence'),
    nodes: z.array(
      z.strictObject({ ...node.shape, degree: z.int().describe('Edges that end at it') }),
    ),
    edges: z.array(
      z.strictObject({
        ...edge.shape,
        links: z.int().describe('How many it stands for, as its label says ("4 x 400G")'),
      }),
    ),
    paths: z.array(ids).describe('From one end to the other, shortest first'),
    parts: z.array(ids).describe('Nodes that hang together, the largest part first'),
    counts: z.array(z.strictObject({ name: z.string(), count: z.int() })),
    pairs: z.array(z.strictObject({ a: id, b: id, links: z.int() })),
    more: z.boolean().describe('Whether there are more paths than were asked for'),
  })
  .describe('What the question does not ask for is empty');

export const redrawn = z.strictObject({
  svg: z.string(),
  text: z.string().describe('The same in words, a line for each group and each edge'),
  width: z.number().describe('Pixels'),
  height: z.number(),
});

export const deviations = z.strictObject({
  rows: z.array(
    z.strictObject({
      what: z.string(),
      drawn: z.number().nullable().describe('Null if the diagram does not show it'),
      planned: z.number(),
      differs: z.boolean(),
    }),
  ),
  others: z.int().describe('Nodes of the diagram that are no part of a fabric'),
});

export const drafted = z.strictObject({
  text: z.string().describe('A factory file that can be planned'),
  said: z.array(z.string()).describe('What the diagram says'),
  assumed: z.array(z.string()).describe('What it does not say, and the file has all the same'),
});
