import type { Command, CommandBody } from './command.ts';
import type { Decision, DecisionKind } from './decision.ts';
import { type Draft, draftOf, type SupervisorState } from './state.ts';

/** What one event leads to. */
export interface StepResult {
  readonly state: SupervisorState;
  /** To be carried out, in this order; empty unless the mode is `act`. */
  readonly commands: readonly Command[];
  /** Empty when the step was not to be told. */
  readonly decisions: readonly Decision[];
}

/** What a decision says for itself; built only when somebody listens, for texts cost more than deciding. */
export interface Grounds {
  readonly reason: string;
  readonly inputs: Decision['inputs'];
}
export type Explain = () => Grounds;

/**
 * Gathers what one step decides. It lives for that step only, and works on a copy of the state: the
 * state that the step was given never changes.
 */
export class Turn {
  #state: SupervisorState;
  /** The copy, once something changes. */
  #draft: Draft | undefined;
  readonly #isTold: boolean;
  readonly #commands: Command[] = [];
  readonly #decisions: Decision[] = [];

  constructor(state: SupervisorState, isTold: boolean) {
    this.#state = state;
    this.#isTold = isTold;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  update(change: Partial<SupervisorState>): void {
    Object.assign(this.#edit(), change);
  }

  /** Records a decision and the commands that follow from it, under the state's present fence. */
  decide(kind: DecisionKind, explain: Explain, bodies: readonly CommandBody[] = []): void {
    const commands = bodies.map((body) => this.#number(body));
    this.record(kind, explain, commands);
  }

  /**
   * Decides an order to the gang: it raises the epoch, so that answers to older orders become stale,
   * and is sent again until something confirms it. An order that is only proposed raises nothing.
   */
  order(
    kind: DecisionKind,
    explain: Explain,
    body: CommandBody,
    change: Partial<SupervisorState>,
  ): void {
    this.update(change);
    if (this.#state.config.mode === 'act') this.#edit().epoch++;
    this.ask(kind, explain, body);
  }

  /** Like `order`, for what the living attempt does under its present epoch. */
  ask(kind: DecisionKind, explain: Explain, body: CommandBody): void {
    const order = this.#number(body);
    const after = this.#state.config.policy.confirmTimeout;
    const timer = this.#number({ kind: 'setTimer', timer: 'confirm', after });
    this.#edit().unconfirmed = order;
    this.record(kind, explain, [order, timer]);
  }

  /** Records a decision whose commands are numbered already. */
  record(kind: DecisionKind, explain: Explain, commands: readonly Command[]): void {
    const { mode } = this.#state.config;
    if (mode === 'act') this.#commands.push(...commands);
    if (!this.#isTold) return;
    const { reason, inputs } = explain();
    this.#decisions.push({ kind, reason, inputs, commands: mode === 'observe' ? [] : commands });
  }

  /** What the step comes to; the turn is over and must not be used again. */
  result(): StepResult {
    return { state: this.#state, commands: this.#commands, decisions: this.#decisions };
  }

  #edit(): Draft {
    if (this.#draft === undefined) {
      this.#draft = draftOf(this.#state);
      this.#state = this.#draft;
    }
    return this.#draft;
  }

  #number(body: CommandBody): Command {
    const { config, attempt, epoch } = this.#state;
    const id = ++this.#edit().lastCommand;
    // Not a spread: over this many shapes it is several times slower, and the twin does it a lot.
    return Object.assign({ id, run: config.run, attempt, epoch }, body);
  }
}
