/**
 * @typedef {import('./stages.mjs').Stage} Stage
 * @typedef {import('./stages.mjs').StageResult} StageResult
 *
 * @typedef {object} Board where it is shown
 * @property {(name: string) => void} begin
 * @property {(result: StageResult) => void} end
 */

/**
 * Runs some stages one after the other, then the others, `width` at a time, each as soon as there is room, in their
 * order; those of one `kind` never beside each other. After a failure no stage begins; those that run beside it come
 * to their end.
 *
 * @param {readonly Stage[]} first
 * @param {readonly Stage[]} others
 * @param {Board} board
 * @param {number} width
 * @returns {Promise<readonly StageResult[]>} of the stages that ran, in their order
 */
export async function runStages(first, others, board, width) {
  /** @type {Map<Stage, StageResult>} */
  const results = new Map();
  let hasFailed = false;
  const run = async (/** @type {Stage} */ stage) => {
    board.begin(stage.name);
    const result = await stage.run();
    results.set(stage, result);
    hasFailed ||= result.state === 'failed';
    board.end(result);
  };
  for (const stage of first) if (!hasFailed) await run(stage);
  const waiting = [...others];
  /** @type {Map<Stage, Promise<void>>} */
  const running = new Map();
  while (waiting.length + running.size > 0) {
    const next = running.size < width && !hasFailed ? takeNext(waiting, running) : undefined;
    if (next)
      running.set(
        next,
        run(next).finally(() => running.delete(next)),
      );
    else if (running.size > 0) await Promise.race(running.values());
    else break;
  }
  return [...first, ...others].flatMap((stage) => results.get(stage) ?? []);
}

/** @param {Stage[]} waiting what is taken leaves it @param {ReadonlyMap<Stage, unknown>} running */
function takeNext(waiting, running) {
  const kinds = new Set([...running.keys()].map(({ kind }) => kind));
  const index = waiting.findIndex(({ kind }) => kind === undefined || !kinds.has(kind));
  return index < 0 ? undefined : waiting.splice(index, 1)[0];
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
