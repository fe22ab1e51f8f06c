import { parse } from 'yaml';
import { DiagramBuild } from '../build.ts';
import type { Diagram } from '../diagram.ts';
import { holdTo } from '../fault.ts';
import { blankOut } from './clean.ts';
import { type MermaidText, mermaidLabel } from './label.ts';
import { takeLink } from './link.ts';
import { Scanner } from './scanner.ts';

/** Reads a Mermaid flowchart by the grammar of its version 11. */
export function readMermaid(text: string): Diagram {
  return new FlowchartReader(blankOut(text)).read();
}

/** How shapes open, longest first, and how each may close. */
const SHAPES: readonly (readonly [open: string, closers: readonly string[], forbidden: RegExp])[] =
  [
    ['(((', [')))'], /[[\](){}|]/],
    ['((', ['))'], /[[\](){}|]/],
    ['([', ['])'], /[[\](){}|]/],
    ['(-', ['-)'], /[[\](){}|]/],
    ['(', [')'], /[[\](){}|]/],
    ['[[', [']]'], /[[\](){}|]/],
    ['[(', [')]'], /[[\](){}|]/],
    ['[/', ['/]', '\\]'], /[[\](){}]/],
    ['[\\', ['/]', '\\]'], /[[\](){}]/],
    ['[', [']'], /[[\](){}|]/],
    ['{{', ['}}'], /[[\](){}|]/],
    ['{', ['}'], /[[\](){}|]/],
    ['>', [']'], /[[\](){}|]/],
  ];

/** Characters of an id; a dash or an equals sign only where no link begins. */
const ID = /(?:[A-Za-z0-9!#$%&'*+.`?\\_/,]|:(?!::)|-(?=[^>\-.])|=(?!=)|(?!\s)[\u00aa-\uffff])+/y;

class FlowchartReader {
  readonly #scanner: Scanner;
  readonly #build = new DiagramBuild();
  /** Ids of what stands in a group -> the group's id. */
  readonly #owners = new Map<string, string>();
  readonly #edgeIds = new Set<string>();
  /** How many edges lead from one node to another. */
  readonly #edgeCounts = new Map<string, number>();
  #groups = 0;
  #hidden = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  read(): Diagram {
    this.#header();
    this.#document(0);
    if (!this.#scanner.isAtEnd)
      this.#scanner.refuse('There is no subgraph for this "end"; leave it out.');
    return this.#finish();
  }

  #header(): void {
    const scanner = this.#scanner;
    scanner.take(/[\s;]*/y);
    if (scanner.take(/(?:flowchart-elk|flowchart|graph)\b/y) === undefined)
      scanner.refuse('A flowchart begins with "flowchart" or "graph" and a direction.');
    scanner.take(/[^\S\n]*(?:LR|RL|TB|BT|TD|BR|<|>|\^|v)(?![\w-])/y);
    this.#endOfStatement('after the direction, which is TB, TD, BT, LR or RL');
  }

  /** Statements up to the end or to an `end`; what stands in them, by id. */
  #document(depth: number): string[] {
    holdTo('depth', depth, 'subgraphs within each other');
    const scanner = this.#scanner;
    const members: string[] = [];
    for (;;) {
      scanner.take(/[\s;]*/y);
      if (scanner.isAtEnd || /^end(?![^\s;])/.test(scanner.text.slice(scanner.at, scanner.at + 4)))
        return members;
      const word = scanner.take(
        /(?:subgraph|style|linkStyle|classDef|class|click|direction)(?=\s)|subgraph(?=;)|accTitle(?=\s*:)|accDescr(?=\s*[:{])/y,
      );
      if (word === undefined) for (const id of this.#chain()) members.push(id);
      else if (word === 'subgraph') members.push(this.#subgraph(depth));
      else this.#aside(word);
    }
  }

  /** A statement about looks, of which only the names of nodes matter. */
  #aside(word: string): void {
    const scanner = this.#scanner;
    if (word === 'style') {
      scanner.take(/\s+/y);
      const id = scanner.take(ID);
      if (id !== undefined && !this.#edgeIds.has(id)) this.#build.node(id);
    }
    // A tip may go on over several lines.
    if (word === 'click') scanner.take(/(?:"[^"]*"|[^\n"])*/y);
    if (word === 'click' || word === 'accTitle') scanner.take(/[^\n]*/y);
    else if (word === 'accDescr' && scanner.take(/\s*\{[^}]*\}/y) === undefined)
      scanner.take(/[^\n]*/y);
    else if (word === 'direction' || word === 'accDescr') scanner.take(/[^\n]*/y);
    else scanner.skipStatement();
  }

  #subgraph(depth: number): string {
    const scanner = this.#scanner;
    const start = scanner.at;
    if (scanner.take(/[^\S\n]+(?=")/y) === undefined) scanner.take(/[^\S\n]/y);
    const written =
      scanner.text[scanner.at] === '"'
        ? scanner.takeString()
        : { text: scanner.take(/[^\n;["]*/y)!, isMarkdown: false };
    scanner.take(/[^\S\n]*/y);
    const title = scanner.takeMark('[') ? scanner.takeText([']'], /[[\](){}|]/) : undefined;
    this.#endOfStatement('after the title of a subgraph');
    const members = this.#document(depth + 1);
    if (scanner.take(/end/y) === undefined) scanner.refuse('This subgraph has no "end".', start);
    // A name with spaces is a title, and its group has a number instead: that of subgraphs closed before.
    const isNamed = written.text.trim() !== '' && (title !== undefined || !/\s/.test(written.text));
    const id = isNamed ? written.text.trim() : `subGraph${this.#groups}`;
    this.#groups++;
    this.#build.group(id).label = mermaidLabel(title ?? written);
    for (const member of members) this.#own(member, id);
    return id;
  }

  /** The first group to close that mentions something holds it. */
  #own(member: string, group: string): void {
    if (this.#owners.has(member)) return;
    for (let each: string | undefined = group; each !== undefined; each = this.#owners.get(each)) {
      if (each === member) return;
    }
    this.#owners.set(member, group);
  }

  /** `A & B --> C -- text --> D`; the ids that it mentions. */
  #chain(): string[] {
    const mentioned: string[] = [];
    let left = this.#nodes();
    mentioned.push(...left);
    for (let link = takeLink(this.#scanner); link; link = takeLink(this.#scanner)) {
      const right = this.#nodes();
      if (link.id !== undefined) this.#edgeIds.add(link.id);
      if (link.isInvisible) this.#hidden += left.length * right.length;
      else {
        const label = link.label ? mermaidLabel(link.label) : '';
        for (const from of left) {
          for (const to of right) {
            this.#build.edge({ from, to, label, directed: link.directed });
            // An id that is given is that of one edge, where several begin or end.
            const isNamed = link.id !== undefined && from === left.at(-1) && to === right[0];
            this.#nameEdge(from, to, isNamed);
          }
        }
      }
      mentioned.push(...right);
      left = right;
    }
    this.#endOfStatement('or a link such as "-->" after a node');
    return mentioned;
  }

  /** What Mermaid calls an edge that was given no id. */
  #nameEdge(from: string, to: string, isNamed: boolean): void {
    const first = `L_${from}_${to}_`;
    const count = (this.#edgeCounts.get(first) ?? 0) + 1;
    this.#edgeCounts.set(first, count);
    if (!isNamed) this.#edgeIds.add(`${first}${count === 1 ? 0 : count}`);
  }

  #nodes(): string[] {
    const ids = [this.#node()];
    while (this.#scanner.take(/[^\S\n]+&[^\S\n]*/y) !== undefined) ids.push(this.#node());
    return ids;
  }

  #node(): string {
    const scanner = this.#scanner;
    const id = scanner.take(ID);
    if (id === undefined) return scanner.refuse('The id of a node is expected here.');
    const shaped = this.#shape();
    scanner.take(/:::[^\s;&@-]+/y);
    const data = scanner.takeMark('@{') ? this.#data() : undefined;
    if (this.#edgeIds.has(id)) return id;
    const node = this.#build.node(id);
    if (shaped) node.label = mermaidLabel(shaped);
    if (data) node.label = labelOf(data, node.label, id);
    scanner.take(/:::[^\s;&@-]+/y);
    return id;
  }

  #shape(): MermaidText | undefined {
    const scanner = this.#scanner;
    if (scanner.takeMark('[|')) {
      scanner.takeText(['|'], /[[\](){}]/);
      return scanner.takeText([']'], /[[\](){}|]/);
    }
    const shape = SHAPES.find(([open]) => scanner.takeMark(open));
    return shape && scanner.takeText(shape[1], shape[2]);
  }

  /** `{ shape: …, label: "…" }` behind an `@`, as YAML. */
  #data(): Readonly<Record<string, unknown>> {
    const scanner = this.#scanner;
    const start = scanner.at;
    let text = '';
    while (!scanner.takeMark('}')) {
      if (scanner.isAtEnd) scanner.refuse('"}" is missing behind "@{".', start);
      if (scanner.text[scanner.at] === '"') {
        text += `"${scanner.takeString().text.replace(/\n\s*/g, '<br/>')}"`;
      } else text += scanner.take(/[^}"]+/y)!;
    }
    try {
      const data: unknown = parse(text.includes('\n') ? `${text}\n` : `{\n${text}\n}`, {
        maxAliasCount: 0,
      });
      if (typeof data === 'object' && data !== null) return { ...data };
    } catch {
      // Refused below, with a place and a remedy.
    }
    return scanner.refuse(
      'What stands in "@{…}" is no YAML; write @{ shape: rect, label: "…" }.',
      start,
    );
  }

  #endOfStatement(what: string): void {
    this.#scanner.take(/[^\S\n]*/y);
    if (this.#scanner.isAtEnd || /[\n;]/.test(this.#scanner.text[this.#scanner.at]!)) return;
    this.#scanner.refuse(`The end of the line is expected here, ${what}.`);
  }

  #finish(): Diagram {
    const build = this.#build;
    for (const [member, owner] of this.#owners) {
      if (build.hasGroup(member)) build.group(member).parent = owner;
      else if (build.hasNode(member)) build.node(member).group = owner;
    }
    const diagram = build.finish('mermaid');
    if (this.#hidden > 0)
      build.notice(
        'invisible',
        `${this.#hidden} invisible links (~~~) only place nodes, and are left out.`,
      );
    return { ...diagram, nodes: diagram.nodes.filter(({ id }) => !build.hasGroup(id)) };
  }
}

function labelOf(data: Readonly<Record<string, unknown>>, label: string, id: string): string {
  const { label: text, icon, img } = data;
  if (text !== undefined && text !== null && text !== '')
    return mermaidLabel({ text: String(text), isMarkdown: data['labelType'] !== 'text' });
  return (icon !== undefined || img !== undefined) && label === id ? '' : label;
}
