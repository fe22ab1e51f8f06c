/**
 * @typedef {import('./stages.mjs').Stage} Stage
 * @typedef {import('./stages.mjs').StageResult} StageResult
 *
 * @typedef {object} Board where it is shown
 * @property {(name: string) => void} begin
 * @property {(result: StageResult) => void} end
 */

/**
 * All stages, about as they end.
 * @param {readonly Stage[]} first
 * @param {readonly (readonly Stage[])[]} lanes
 */
export function inOrder(first, lanes) {
  const longest = Math.max(0, ...lanes.map(({ length }) => length));
  const rows = Array.from({ length: longest }, (_, i) => lanes.flatMap((lane) => lane[i] ?? []));
  return [...first, ...rows.flat()];
}

/**
 * Runs some stages one after the other, then the lanes beside each other, each lane one stage after the other. After
 * a failure no stage begins; those that run beside it come to their end.
 *
 * @param {readonly Stage[]} first
 * @param {readonly (readonly Stage[])[]} lanes
 * @param {Board} board
 * @returns {Promise<readonly StageResult[]>} of the stages that ran, as they are listed by `inOrder`
 */
export async function runLanes(first, lanes, board) {
  /** @type {Map<Stage, StageResult>} */
  const results = new Map();
  let hasFailed = false;
  const runLane = async (/** @type {readonly Stage[]} */ lane) => {
    for (const stage of lane) {
      if (hasFailed) return;
      board.begin(stage.name);
      const result = await stage.run();
      results.set(stage, result);
      hasFailed ||= result.state === 'failed';
      board.end(result);
    }
  };
  await runLane(first);
  await Promise.all(lanes.map(runLane));
  return inOrder(first, lanes).flatMap((stage) => results.get(stage) ?? []);
}

/**
 * A line for each stage that has ended; on a terminal also a last one that says what is running. Lines come in the
 * order given, whichever stage ends first, but a failure is shown at once.
 */
export class OrderedBoard {
  #order;
  #write;
  #isLive;
  #now;
  /** @type {Map<string, number>} when they began */
  #running = new Map();
  /** @type {Map<string, StageResult>} ended, and not yet shown */
  #held = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {readonly string[]} order names of all stages
   * @param {(text: string) => void} write
   * @param {{ isLive?: boolean, now?: () => number }} [options] a terminal; a clock, ms
   */
  constructor(order, write, { isLive = false, now = () => performance.now() } = {}) {
    this.#order = [...order];
    this.#write = write;
    this.#isLive = isLive;
    this.#now = now;
  }

  /** @param {string} name */
  begin(name) {
    this.#running.set(name, this.#now());
    if (!this.#isLive) return;
    this.#timer ??= setInterval(() => this.#refresh(), 1000).unref();
    this.#refresh();
  }

  /** @param {StageResult} result */
  end(result) {
    this.#running.delete(result.name);
    this.#held.set(result.name, result);
    if (result.state === 'failed') this.#show(result);
    for (let next = this.#next(); next; next = this.#next()) this.#show(next);
    if (this.#isLive) this.#refresh();
    if (this.#running.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Shows what was held back for a stage that never ran. */
  close() {
    for (const name of this.#order) {
      const result = this.#held.get(name);
      if (result) this.#show(result);
    }
  }

  #next() {
    const [name] = this.#order;
    return name === undefined ? undefined : this.#held.get(name);
  }

  /** @param {StageResult} result */
  #show({ name, state, seconds, failure }) {
    this.#held.delete(name);
    this.#order = this.#order.filter((other) => other !== name);
    const how = state === 'passed' ? 'done' : state;
    this.#line(`${name}… ${how}, ${Math.round(seconds)} s\n`);
    if (failure !== undefined) this.#write(`${failure}\n`);
  }

  #refresh() {
    const running = [...this.#running].map(
      ([name, began]) => `${name}… ${Math.round((this.#now() - began) / 1000)} s`,
    );
    this.#line(running.join('   '));
  }

  /** @param {string} text */
  #line(text) {
    this.#write(this.#isLive ? `\r\x1b[K${text}` : text);
  }
}
