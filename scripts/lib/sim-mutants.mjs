/**
 * Ways to break the supervisor and the twin's engine, one rule each: file below core's `dist`, and what
 * is written instead of what. `bug` names the shipped bug that comes back without the rule.
 *
 * @typedef {{ name: string, edits: readonly { file: string, from: string, to: string }[], bug?: string }} Mutant
 */

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    name: 'the epoch test of the supervisor',
    bug: 'a stale event restarts a job for ever',
    edits: [{ file: 'control/step.js', from: 'if (age === 0)', to: 'if (true)' }],
  },
  {
    name: 'the unknown rule: unknown counts as failed',
    bug: 'a probe timeout destroys a healthy job',
    edits: [
      {
        file: 'control/health.js',
        from: "else if (health === 'unknown')\n        lookAt(turn);",
        to: '',
      },
    ],
  },
  {
    name: "the engine's fencing of older orders",
    edits: [
      { file: 'twin/run.js', from: 'if (epoch < this.fence.epoch)\n            return;', to: '' },
      { file: 'twin/run.js', from: 'if (command.id < this.#order)\n            return;', to: '' },
    ],
  },
  {
    name: "the engine's fencing of older orders about a node",
    edits: [{ file: 'twin/world.js', from: 'if (id < newest)', to: 'if (false)' }],
  },
  {
    name: 'an order sent twice is done once',
    edits: [{ file: 'twin/run.js', from: 'if (command.id === this.#order) {', to: 'if (false) {' }],
  },
  {
    name: 'silence is not a release',
    edits: [
      {
        file: 'control/timers.js',
        from: 'function resend(turn) {\n    const { unconfirmed, lost, spec, phase } = turn.run;',
        to: "import { onReleased } from './life.js';\nfunction resend(turn) {\n    const { unconfirmed, lost, spec, phase } = turn.run;\n    if (unconfirmed?.kind === 'release') return onReleased(turn);",
      },
    ],
  },
  {
    name: 'silence is not a stop',
    bug: "'can't query' taken as 'drained'",
    edits: [
      {
        file: 'control/timers.js',
        from: 'function resend(turn) {\n    const { unconfirmed, lost, spec, phase } = turn.run;',
        to: "import { onStopped } from './life.js';\nfunction resend(turn) {\n    const { unconfirmed, lost, spec, phase } = turn.run;\n    if (unconfirmed?.kind === 'stop') return onStopped(turn);",
      },
    ],
  },
  {
    name: 'only runs that wait are served',
    bug: 'a returning spare closes the gang',
    edits: [
      { file: 'control/serve.js', from: "if (turn.run.phase === 'waiting')", to: 'if (true)' },
    ],
  },
  {
    name: 'the sweep over what is out',
    bug: 'a node cordoned for ever',
    edits: [
      {
        file: 'control/return.js',
        from: 'if (out.length === 0 && down.length === 0)',
        to: 'if (true)',
      },
    ],
  },
  {
    name: 'what nothing confirmed is sent again',
    edits: [{ file: 'control/timers.js', from: 'if (!first)', to: 'if (true)' }],
  },
  {
    name: 'a look at attempts that say nothing',
    edits: [
      {
        file: 'control/timers.js',
        from: "if (phase !== 'running' && phase !== 'detecting' && phase !== 'saving')",
        to: 'if (true)',
      },
    ],
  },
  {
    name: 'the limit on cordoned nodes',
    edits: [
      {
        file: 'control/pool.js',
        from: 'return after <= 1 ? maxShare > 0 : after <= maxShare * pool.topology.nodes;',
        to: 'return true;',
      },
    ],
  },
  {
    name: 'answers about a replica are matched to their command',
    edits: [
      {
        file: 'control/replica.js',
        from: 'if (lost?.pending?.id === answers)',
        to: 'if (lost)',
      },
    ],
  },
  {
    name: 'answers about a node are matched to its newest failure',
    edits: [
      {
        file: 'control/return.js',
        from: 'if (answers === undefined || answers >= out.since)',
        to: 'if (true)',
      },
    ],
  },
  {
    name: 'nodes of a living attempt are nobody else’s',
    edits: [{ file: 'control/candidates.js', from: 'if (!hasLiveAttempt(run))', to: 'if (true)' }],
  },
  {
    name: 'a gang is placed before it is launched',
    edits: [
      { file: 'control/life.js', from: "if (turn.run.phase !== 'placing')", to: 'if (false)' },
    ],
  },
  {
    name: 'a launch waits for the nodes that are missing',
    edits: [
      {
        file: 'control/proceed.js',
        from: 'if (missing > 0 || leaving.length > 0 || joining.length > 0) {',
        to: 'if (leaving.length > 0 || joining.length > 0) {',
      },
    ],
  },
  {
    name: 'bad nodes are taken out',
    edits: [
      {
        file: 'control/recover.js',
        from: 'takeOutBlamed(turn, diagnosis);',
        to: '',
      },
    ],
  },
  {
    name: 'the rollback after a corruption',
    edits: [
      {
        file: 'control/rollback.js',
        from: 'turn.update({ work, isRollback: true });',
        to: 'turn.update({ work });',
      },
    ],
  },
  {
    name: 'the engine goes back only when told to',
    edits: [
      {
        file: 'twin/run.js',
        from: 'if (isRollback) {',
        to: 'if (isRollback || attempt.attempt % 5 === 0) {',
      },
    ],
  },
  {
    name: 'a domain that is down is not placed on',
    edits: [
      {
        file: 'control/pool.js',
        from: 'return free.filter((node) => !kept.has(node) && !isDown(pool, node));',
        to: 'return free.filter((node) => !kept.has(node));',
      },
    ],
  },
  {
    name: 'preempted runs save before they stop',
    edits: [
      {
        file: 'twin/ledger.js',
        from: 'this.work += this.#unsaved;\n        this.#unsaved = 0;',
        to: 'this.#unsaved = 0;',
      },
    ],
  },
];
