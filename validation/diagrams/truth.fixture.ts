export interface Truth {
  readonly nodes: { readonly id: string; readonly label: string; readonly group: string | null }[];
  readonly edges: {
    readonly from: string;
    readonly to: string;
    readonly label: string;
    readonly directed: boolean;
  }[];
  readonly groups: {
    readonly id: string;
    readonly label: string;
    readonly parent: string | null;
  }[];
}

/**
 * A graph as a person wrote it down: `[id < parent] Label` is a group, `(id < group) Label` a node, `a -> b: Label` an edge
 * that leads one way, `a -- b` one that does not.
 *
 * @throws Error with the line that is none of these
 */
export function readTruth(text: string): Truth {
  const truth: Truth = { nodes: [], edges: [], groups: [] };
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, group, parent = null, title = ''] = /^\[(\S+)(?: < (\S+))?\] ?(.*)$/.exec(line) ?? [];
    const [, node, around = null, name = ''] = /^\((\S+)(?: < (\S+))?\) ?(.*)$/.exec(line) ?? [];
    const [, from, way, to, label = ''] = /^(\S+) (->|--) ([^\s:]+)(?:: (.*))?$/.exec(line) ?? [];
    if (group !== undefined) truth.groups.push({ id: group, label: title, parent });
    else if (node !== undefined) truth.nodes.push({ id: node, label: name, group: around });
    else if (from !== undefined && to !== undefined)
      truth.edges.push({ from, to, label, directed: way === '->' });
    else throw new Error(`No node, edge or group: ${line}`);
  }
  return truth;
}
