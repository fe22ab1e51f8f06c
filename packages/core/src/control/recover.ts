import type { Diagnosis } from './event.ts';
import type { NodeId } from './ids.ts';
import { countAvailable, fillGang, isKnown, isOut, isSpare, mayCordon, takeOut } from './pool.ts';
import type { Explain, Turn } from './turn.ts';

/** Stops a failed attempt; what follows once it is stopped depends on the diagnosis, if there is one. */
export function failOver(
  turn: Turn,
  describe: () => string,
  diagnosis: Diagnosis | undefined,
): void {
  const { attempt } = turn.state;
  turn.order(
    'fail over',
    () => ({
      reason: `Attempt ${attempt} failed: ${describe()}; it is stopped so that no two attempts ever run.`,
      inputs: { attempt },
    }),
    { kind: 'stop' },
    { phase: 'stopping', hasFailed: true, isProbing: false, diagnosis },
  );
}

/** Acts on why an attempt failed: counts it against its budgets and takes bad nodes out. */
export function recover(turn: Turn, diagnosis: Diagnosis): void {
  const { state } = turn;
  const { cause } = diagnosis;
  const ofCause = (state.failuresByCause[cause] ?? 0) + 1;
  turn.update({
    hasFailed: false,
    diagnosis: undefined,
    failures: state.failures + 1,
    failuresByCause: { ...state.failuresByCause, [cause]: ofCause },
  });
  for (const node of diagnosis.nodes) takeOutNode(turn, node, cause);
  if (!hasBudget(turn, cause)) return;
  proceed(turn);
}

/** Cordons a bad node and sends it to repair, as far as the limit on cordoned nodes allows. */
export function takeOutNode(turn: Turn, node: NodeId, cause: string): void {
  const { pool, config } = turn.state;
  if (!isKnown(pool, node) || isOut(pool, node)) return;
  if (!mayCordon(pool, config.policy.maxCordonShare)) {
    turn.update({ pool: takeOut(pool, node, 'suspects') });
    hold(turn, node);
    return;
  }
  const role = isSpare(pool, node) ? 'Spare node' : 'Node';
  cordon(turn, node, () => ({
    reason: `${role} ${node} needs repair (${cause}): it is cordoned and sent to repair.`,
    inputs: { node, cause, cordoned: turn.state.pool.cordoned.length },
  }));
}

function cordon(turn: Turn, node: NodeId, explain: Explain): void {
  turn.update({ pool: takeOut(turn.state.pool, node, 'cordoned') });
  turn.decide('cordon', explain, [
    { kind: 'cordon', node },
    { kind: 'repair', node },
  ]);
}

function hold(turn: Turn, node: NodeId): void {
  const { pool, config } = turn.state;
  turn.decide('hold', () => ({
    reason: `Node ${node} needs repair, but ${pool.cordoned.length} of ${pool.nodes} nodes are cordoned already: when so many look bad, the cause may be elsewhere.`,
    inputs: {
      node,
      cordoned: pool.cordoned.length,
      maxCordonShare: config.policy.maxCordonShare,
    },
  }));
}

/** False, and the run has failed, once a cause or the run is out of retries. */
function hasBudget(turn: Turn, cause: string): boolean {
  const { config, failures, failuresByCause } = turn.state;
  const { retryBudgets, crashLoopAttempts } = config.policy;
  const ofCause = failuresByCause[cause] ?? 0;
  const budget = retryBudgets[cause];
  if (budget !== undefined && ofCause > budget) {
    giveUp(turn, `${cause} failed it ${ofCause} times`, cause);
    return false;
  }
  if (failures >= crashLoopAttempts) {
    giveUp(turn, `${failures} attempts failed, the last of ${cause},`, cause);
    return false;
  }
  return true;
}

function giveUp(turn: Turn, what: string, cause: string): void {
  const { failures } = turn.state;
  turn.update({ phase: 'failed', unconfirmed: undefined });
  turn.decide(
    'give up',
    () => ({
      reason: `${what} without a new checkpoint in between: trying again will not help, somebody has to look.`,
      inputs: { cause, failures },
    }),
    [{ kind: 'cancelTimer', timer: 'confirm' }],
  );
}

/** With no attempt alive: fills the gang, lets maintenance begin, or launches. */
export function proceed(turn: Turn): void {
  cordonSuspects(turn);
  const { pool, isMaintenanceDue } = turn.state;
  if (pool.missing > 0) {
    placeOrWait(turn);
    return;
  }
  if (isMaintenanceDue) {
    const { work } = turn.state;
    const explain = () => ({
      reason: 'Planned maintenance begins while no attempt runs.',
      inputs: { work },
    });
    const change = { phase: 'maintenance', isMaintenanceDue: false } as const;
    turn.order('maintain', explain, { kind: 'maintain' }, change);
    return;
  }
  launch(turn);
}

/** Nodes held back by the limit are cordoned as soon as it allows. */
export function cordonSuspects(turn: Turn): void {
  for (const node of turn.state.pool.suspects) {
    const { pool, config } = turn.state;
    if (!mayCordon(pool, config.policy.maxCordonShare)) return;
    cordon(turn, node, () => ({
      reason: `The limit allows node ${node}, held back so far, to be cordoned and sent to repair.`,
      inputs: { node, cordoned: turn.state.pool.cordoned.length },
    }));
  }
}

function placeOrWait(turn: Turn): void {
  const { pool, config } = turn.state;
  const mayUseFresh = turn.state.attempt === 0 || config.policy.useSpares;
  const isHeld = pool.suspects.length > 0;
  const filled = isHeld ? undefined : fillGang(pool, mayUseFresh);
  if (!filled) {
    wait(turn, isHeld, mayUseFresh);
    return;
  }
  const { add } = filled;
  const explain = () => ({
    reason: describePlacing(add, pool.missing === config.gangNodes),
    inputs: { missing: pool.missing, spares: countAvailable(pool, mayUseFresh) },
  });
  const place = { kind: 'place', add, remove: pool.leaving } as const;
  turn.order('place', explain, place, { phase: 'placing', pool: filled.pool });
}

function describePlacing(add: readonly NodeId[], isWholeGang: boolean): string {
  if (isWholeGang) return `The run needs ${add.length} nodes, all at once, and they are free.`;
  if (add.length === 1) return `Node ${add[0]} takes the empty place in the gang.`;
  return `${add.length} nodes take the empty places in the gang.`;
}

function wait(turn: Turn, isHeld: boolean, mayUseFresh: boolean): void {
  const { pool } = turn.state;
  turn.update({ phase: 'waiting', unconfirmed: undefined });
  const explain = () => {
    const { missing, cordoned } = pool;
    const spares = countAvailable(pool, mayUseFresh);
    const reason = isHeld
      ? `The gang lacks ${missing}, and no more nodes are swapped while the cordon limit holds; the run waits for repairs.`
      : `The gang lacks ${missing} and ${spares} can take a place; the run waits for repairs.`;
    return { reason, inputs: { missing, spares, cordoned: cordoned.length } };
  };
  turn.decide('wait', explain, [{ kind: 'cancelTimer', timer: 'confirm' }]);
}

function launch(turn: Turn): void {
  const { work, attempt, config } = turn.state;
  const from = work === 0 ? 'the beginning' : 'the newest checkpoint';
  turn.order(
    'launch',
    () => ({
      reason: `The gang is complete: attempt ${attempt + 1} starts from ${from}.`,
      inputs: { work },
    }),
    { kind: 'launch', work },
    { phase: 'starting', attempt: config.mode === 'act' ? attempt + 1 : attempt },
  );
}
