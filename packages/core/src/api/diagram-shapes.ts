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
