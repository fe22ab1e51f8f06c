import type { NodePool } from './pool.ts';
import { type Command, type CommandBody, FLEET_COMMANDS } from './protocol/command.ts';
import type { Decision, DecisionKind } from './protocol/decision.ts';
import { FLEET } from './protocol/ids.ts';
import { RULES, type Rules } from './protocol/rules.ts';
import { type Draft, draftOf, draftOfRun, type RunState, type SupervisorState } from './state.ts';

/** What one event leads to. */
export interface StepResult {
  readonly state: SupervisorState;
  /** To be carried out in this order; empty unless the mode is `act`. */
  readonly commands: readonly Command[];
  /** Empty if the step was made without reasons. */
  readonly decisions: readonly Decision[];
}

/** The reason and inputs of a decision; built only on request, because the texts cost more than deciding. */
interface Grounds {
  readonly reason: string;
  readonly inputs: Decision['inputs'];
}
export type Explain = () => Grounds;

/** Options of a step. */
export interface StepOptions {
  /** Whether to give reasons; a caller that does not show them is spared the cost. True by default. */
  readonly isTold?: boolean;
  /** The rules that hold; all of them by default. Only simulation tests can make others. */
  readonly rules?: Rules;
}

/** No run is in focus: the event is about the fleet. */
const NO_RUN = -1;

/**
 * Gathers what one step decides. It lives for that step only and works on a copy of the state, so the state
 * given to the step never changes. One run at a time is in focus.
 */
export class Turn {
  readonly #before: SupervisorState;
  readonly #draft: Draft<SupervisorState>;
  readonly #isTold: boolean;
  readonly rules: Rules;
  readonly #commands: Command[] = [];
  readonly #decisions: Decision[] = [];
  #focus = NO_RUN;

  constructor(state: SupervisorState, { isTold = true, rules = RULES }: StepOptions) {
    this.#before = state;
    this.#draft = draftOf(state);
    this.#isTold = isTold;
    this.rules = rules;
  }

  get state(): SupervisorState {
    return this.#draft;
  }

  get pool(): NodePool {
    return this.#draft.pool;
  }

  /** Largest share of the fleet that may be cordoned at once. */
  get mostCordoned(): number {
    return this.rules.cordonLimit ? this.state.config.fleet.maxCordonShare : 1;
  }

  /** The run in focus. */
  get run(): RunState {
    return this.#draft.runs[this.#focus]!;
  }

  focus(index: number): void {
    this.#focus = index;
  }

  /** Does something for another run, then comes back. */
  about(index: number, action: () => void): void {
    const before = this.#focus;
    this.#focus = index;
    action();
    this.#focus = before;
  }

  update(change: Partial<RunState>): void {
    Object.assign(this.#edit(), change);
  }

  setPool(pool: NodePool): void {
    this.#draft.pool = pool;
  }

  setTime(at: number): void {
    this.#draft.at = at;
  }

  setSweeping(isSweeping: boolean): void {
    this.#draft.isSweeping = isSweeping;
  }

  countStale(): void {
    this.#draft.staleEvents++;
  }

  /** Records a decision and the commands that follow from it, under the run's current fence. */
  decide(kind: DecisionKind, explain: Explain, bodies: readonly CommandBody[] = []): void {
    this.record(kind, explain, bodies.length === 0 ? [] : bodies.map((body) => this.#number(body)));
  }

  /**
   * Decides an order to the gang. It raises the epoch, so that answers to older orders become stale, and is
   * sent again until it is confirmed. An order that is only proposed raises nothing.
   */
  order(kind: DecisionKind, explain: Explain, body: CommandBody, change: Partial<RunState>): void {
    this.update(change);
    if (this.#before.config.mode === 'act') this.#edit().epoch++;
    this.ask(kind, explain, body);
  }

  /** Like `order`, for what the live attempt does under its current epoch. */
  ask(kind: DecisionKind, explain: Explain, body: CommandBody): void {
    this.#edit().unconfirmed = this.request(kind, explain, body);
  }

  /** Sends a command that a `confirm` timer repeats for as long as the run keeps it as unconfirmed. */
  request(kind: DecisionKind, explain: Explain, body: CommandBody): Command {
    const request = this.#number(body);
    const after = this.run.spec.policy.confirmTimeout;
    const timer = this.#number({ kind: 'setTimer', timer: 'confirm', after });
    this.record(kind, explain, [request, timer]);
    return request;
  }

  /** Records a decision whose commands are already numbered. */
  record(kind: DecisionKind, explain: Explain, commands: readonly Command[]): void {
    const { mode } = this.#before.config;
    if (mode === 'act') this.#commands.push(...commands);
    if (!this.#isTold) return;
    const { reason, inputs } = explain();
    const { run } = this.#fence();
    const proposed = mode === 'observe' ? [] : commands;
    this.#decisions.push({ kind, run, reason, inputs, commands: proposed });
  }

  /** The result of the step. The turn is over and must not be used again. */
  result(): StepResult {
    return { state: this.#draft, commands: this.#commands, decisions: this.#decisions };
  }

  #edit(): Draft<RunState> {
    const { runs } = this.#draft;
    const run = this.run;
    if (run !== this.#before.runs[this.#focus]) return run;
    const own = draftOfRun(run);
    const changed = runs === this.#before.runs ? [...runs] : (runs as RunState[]);
    changed[this.#focus] = own;
    this.#draft.runs = changed;
    return own;
  }

  #fence() {
    if (this.#focus === NO_RUN) return FLEET;
    const { spec, attempt, epoch } = this.run;
    return { run: spec.run, attempt, epoch };
  }

  #number(body: CommandBody): Command {
    const id = ++this.#draft.lastCommand;
    const { run, attempt, epoch } = FLEET_COMMANDS.has(body.kind) ? FLEET : this.#fence();
    // Not a spread: with this many shapes it is several times slower, and this is a hot path of the twin.
    return Object.assign({ id, run, attempt, epoch }, body);
  }
}
