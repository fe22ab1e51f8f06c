import { deflateSync, strToU8 } from 'fflate';
import { Chance, escapeXml, type MadeEdge, type MadeGraph, type MadeNode } from './graph.ts';
import { type Layout, layOut } from './layout.ts';

/** A graph as a file of draw.io, plain or compressed, with shapes of many styles. */
export function writeDrawio(graph: MadeGraph, seed: number): string {
  const chance = new Chance(seed + 11_000);
  const layout = layOut(graph, chance);
  const ids = new Map(
    [...graph.nodes, ...graph.groups].map(({ id }, index) => [
      id,
      chance.is(0.5) ? `x-${index + 2}` : `aBc${id}`,
    ]),
  );
  const way: Way = { chance, layout, ids, graph };
  const cells = [
    '<mxCell id="0"/><mxCell id="1" parent="0"/>',
    ...graph.groups.map((group) => groupCell(group, way)),
    ...graph.nodes.map((node) => nodeCell(node, way)),
    ...graph.edges.map((edge, index) => edgeCell(edge, index, way)),
  ];
  if (chance.is(0.4))
    cells.push(
      '<mxCell id="note" value="A note" style="text;html=1;" vertex="1" parent="1"><mxGeometry x="-400" y="-400" width="90" height="30" as="geometry"/></mxCell>',
    );
  if (chance.is(0.3))
    cells.push(
      '<mxCell id="hidden" visible="0" parent="0"/><mxCell id="ghost" value="Ghost" vertex="1" parent="hidden"><mxGeometry width="9" height="9" as="geometry"/></mxCell>',
    );
  const model = `<mxGraphModel dx="800" dy="600" grid="1"><root>${cells.join(chance.of(['', '\n  ']))}</root></mxGraphModel>`;
  if (chance.is(0.2)) return model;
  const body = chance.is(0.5) ? model : base64(deflateSync(strToU8(encodeURIComponent(model))));
  const more = chance.is(0.3)
    ? '<diagram name="Other" id="o">dVBBDoMgEHwNRxMqSdtjtba9tCcPnglsBYMsQTTq66uBtDGNJ3ZnZncGQlnRzg/LjXijAE2TRMyU3WmSpPtTcp6PRRcGUpLWVonIUUAqNUGEY0R7JaBbGT2i9sqswRqNgdqvMG4tDmvbB/V6quENbICq5nqLvlSAMqAn9j3zJ6hGxsnsmAamhX/G+Fq4F9fDCrKSstwielLlNWQ6/0vMy1xXd3a7w1gw/mdhy7J+5FoR2N/Zlx8=</diagram>'
    : '';
  return `${chance.of(['', '<?xml version="1.0" encoding="UTF-8"?>\n'])}<mxfile host="app"><diagram name="Page-1" id="p">${body}</diagram>${more}</mxfile>`;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    for (const shift of [18, 12, 6, 0]) text += DIGITS[(bits >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return text.slice(0, text.length - missing) + '='.repeat(missing);
}

interface Way {
  readonly chance: Chance;
  readonly layout: Layout;
  readonly ids: ReadonlyMap<string, string>;
  readonly graph: MadeGraph;
}

function geometry(id: string, parent: string | null, { layout }: Way): string {
  const box = layout.boxes.get(id)!;
  const around = parent === null ? { x: 0, y: 0 } : layout.boxes.get(parent)!;
  return `<mxGeometry x="${box.x - around.x}" y="${box.y - around.y}" width="${box.width}" height="${box.height}" as="geometry"/>`;
}

const CONTAINERS = [
  'swimlane;html=1;startSize=20;',
  'rounded=1;container=1;html=1;',
  'html=1;dashed=1;fillColor=none;verticalAlign=top;',
  'group;html=1;',
];

function groupCell({ id, label, parent }: MadeGraph['groups'][number], way: Way): string {
  const style = way.chance.of(CONTAINERS);
  const inside = parent === null ? '1' : way.ids.get(parent)!;
  return `<mxCell id="${way.ids.get(id)}" value="${escapeXml(label)}" style="${style}" vertex="1" parent="${inside}">${geometry(id, parent, way)}</mxCell>`;
}

const STYLES = [
  ...[
    'rounded=0;whiteSpace=wrap;',
    'rounded=1;',
    'ellipse;whiteSpace=wrap;',
    'rhombus;',
    'shape=cylinder3;size=15;',
  ],
  ...[
    'shape=hexagon;perimeter=hexagonPerimeter2;',
    'shape=image;image=img/x.png;',
    'shape=cloud;',
    'triangle;',
  ],
];

function nodeCell({ id, label, group }: MadeNode, way: Way): string {
  const { chance, ids } = way;
  const isHtml = chance.is(0.7);
  const html = escapeXml(label).replaceAll('\n', chance.of(['<br>', '<br/>', '</div><div>']));
  const wrapped = html.includes('</div>')
    ? `<div>${html}</div>`
    : chance
        .of(['%', '<b>%</b>', '<font style="font-size: 14px">%</font>', '<p>%</p>'])
        .replace('%', () => html);
  const value = escapeXml(isHtml ? wrapped : label).replaceAll('\n', '&#10;');
  const style = `${chance.of(STYLES)}${isHtml ? 'html=1;' : ''}fillColor=#dae8fc;`;
  const parent = group === null ? '1' : ids.get(group)!;
  const inner = `vertex="1" parent="${parent}">${geometry(id, group, way)}</mxCell>`;
  if (chance.is(0.2))
    return `<${chance.of(['object', 'UserObject']).replace(/^/, '')} label="${value}" ip="10.0.0.1" id="${ids.get(id)}"><mxCell style="${style}" ${inner}</OBJ>`.replace(
      /^<(\w+)([\s\S]*)<\/OBJ>$/,
      '<$1$2</$1>',
    );
  return `<mxCell id="${ids.get(id)}" value="${value}" style="${style}" ${inner}`;
}

function edgeCell({ from, to, label, directed }: MadeEdge, index: number, way: Way): string {
  const { chance, ids, layout } = way;
  const both = !directed && chance.is(0.3);
  // Some people draw an arrow from its head to its tail.
  const isBack = directed && chance.is(0.15);
  const ends = isBack ? [to, from] : [from, to];
  const arrows = both
    ? 'startArrow=classic;endArrow=classic;'
    : isBack
      ? 'startArrow=block;endArrow=none;'
      : directed
        ? chance.of([
            '',
            'endArrow=classic;',
            'endArrow=open;startArrow=none;',
            'endArrow=block;endFill=0;',
          ])
        : 'endArrow=none;';
  const style = `${chance.of(['edgeStyle=orthogonalEdgeStyle;', 'curved=1;', ''])}html=1;${arrows}`;
  const isLabelCell = label !== '' && chance.is(0.5);
  const value = isLabelCell || label === '' ? '' : ` value="${escapeXml(escapeXml(label))}"`;
  // Ends that are tied to no shape only stand on one; not of lines that begin and end at one shape.
  const isLoose = from !== to && chance.is(0.15);
  const at = (id: string) => {
    const { x, y, width, height } = layout.boxes.get(id)!;
    return `x="${x + width / 2}" y="${y + height / 2}"`;
  };
  const points = isLoose
    ? `<mxPoint ${at(ends[0]!)} as="sourcePoint"/><mxPoint ${at(ends[1]!)} as="targetPoint"/>`
    : chance.of(['', '<Array as="points"><mxPoint x="3" y="4"/></Array>']);
  const tied = isLoose ? '' : ` source="${ids.get(ends[0]!)}" target="${ids.get(ends[1]!)}"`;
  const cell = `<mxCell id="e${index}"${value} style="${style}" edge="1" parent="1"${tied}><mxGeometry relative="1" as="geometry">${points}</mxGeometry></mxCell>`;
  if (!isLabelCell) return cell;
  return `${cell}<mxCell id="e${index}-l" value="${escapeXml(escapeXml(label))}" style="edgeLabel;html=1;align=center;" vertex="1" connectable="0" parent="e${index}"><mxGeometry x="-0.1" relative="1" as="geometry"/></mxCell>`;
}
