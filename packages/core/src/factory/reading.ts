import { type Document, isAlias, type LineCounter, type Node } from 'yaml';
import type { Place, Problem } from '../base/index.ts';
import { type Aliases, resolveAliases } from './aliases.ts';
import { Cursor, type SharedReading } from './cursor.ts';
import { keysOf } from './keys.ts';

/** Limit on expanded values: aliases are followed, so a small file can expand into a huge one. */
const MOST_VALUES = 20_000;
/** Nobody would read more; a last problem says how many there are besides. */
const MOST_PROBLEMS = 100;

/** The state of reading one file: its text positions and all problems found so far. */
export class Reading implements SharedReading {
  readonly problems: Problem[] = [];
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #aliases: Aliases;
  #visited = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
    this.#aliases = resolveAliases(document);
  }

  get anchors(): readonly string[] {
    return this.#aliases.anchors;
  }

  root(): Cursor {
    return new Cursor(this, this.#document.contents, '', { line: 1, column: 1 });
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** Adds to a problem the position of its path, or of the nearest part of the path that exists. */
  locate(problem: Problem): Problem {
    if (problem.at || !problem.path) return problem;
    const keys = keysOf(problem.path);
    for (; keys.length > 0; keys.pop()) {
      const node = this.#document.getIn(keys, true) as Node | undefined;
      if (node?.range) return { ...problem, at: this.place(node.range[0]) };
    }
    return problem;
  }

  resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.#aliases.targets.get(node) ?? null) : node;
  }

  visit(cursor: Cursor, values: number): boolean {
    const before = this.#visited;
    this.#visited += 1 + values;
    if (before < MOST_VALUES && this.#visited >= MOST_VALUES) {
      cursor.report({
        code: 'file.expands',
        message: `The file expands to more than ${MOST_VALUES} values; write fewer or drop aliases.`,
      });
    }
    return this.#visited < MOST_VALUES;
  }

  /** All problems found, each once, in file order. */
  findings(): Problem[] {
    const sorted = [...new Map(this.problems.map((each) => [identity(each), each])).values()].sort(
      (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
    );
    if (sorted.length <= MOST_PROBLEMS) return sorted;
    const shown = sorted.slice(0, MOST_PROBLEMS);
    const { at } = sorted[MOST_PROBLEMS]!;
    const message = `${sorted.length - MOST_PROBLEMS} more problems are not shown.`;
    return [...shown, { code: 'file.problems', message, ...(at ? { at } : {}) }];
  }
}

/** An aliased value is read once for each place that uses it. */
function identity({ code, message, at }: Problem): string {
  return `${at?.line}:${at?.column} ${code} ${message}`;
}
