/**
 * What a control plane has told of a run to someone who listened, against the journal that it leaves.
 *
 * @typedef {{ readonly offset: number, readonly event: Readonly<Record<string, unknown>> }} Told
 */

export class Acknowledged {
  /** @type {Map<number, string>} by offset, each event as its journal should hold it */
  #events = new Map();
  /** @type {string[]} */
  #changed = [];

  /** A note is no event: what the control plane says besides the journal. @param {Told} entry */
  add({ offset, event }) {
    if (event.kind === 'note') return;
    const text = canonical(event);
    const before = this.#events.get(offset);
    if (before !== undefined && before !== text) this.#changed.push(before);
    this.#events.set(offset, text);
  }

  get count() {
    return this.#events.size;
  }

  /** Where to go on. */
  get last() {
    return Math.max(0, ...this.#events.keys());
  }

  /** Events told that the journal does not hold at their place, in their order. @param {string} journal */
  lostFrom(journal) {
    const written = eventsOf(journal).map(canonical);
    const told = [...this.#events].sort(([a], [b]) => a - b).map(([, text]) => text);
    const lost = [...this.#changed];
    let at = 0;
    for (const text of told) {
      const found = written.indexOf(text, at);
      if (found < 0) lost.push(text);
      else at = found + 1;
    }
    return lost;
  }
}

/** The events of a journal, in order. @param {string} journal @returns {{ kind: string, at: number, work?: number }[]} */
export function eventsOf(journal) {
  return journal
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ kind, at }) => kind !== undefined && at !== undefined);
}

/** The same text for the same event, whatever the order of its fields. @param {unknown} value @returns {string} */
function canonical(value) {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
