/**
 * @typedef {{ seed: number, digest: string, events: number,
 *   violations: readonly { rule: string, time: number, message: string }[] }} Report
 */

/** @param {number} micros */
function showTime(micros) {
  return `${(micros / 1e6).toFixed(1)} s`;
}

/** One line for each broken rule. @param {Report['violations']} violations */
export function showViolations(violations) {
  return violations.map(({ rule, time, message }) => `  ${rule}: ${message} (${showTime(time)})`);
}

/**
 * The command that lives a case again, or what is left of it.
 *
 * @param {number} seed
 * @param {import('@gigafactory/core/twin').Narrowing} [left]
 */
export function replayCommand(seed, left) {
  const command = `npm run sim -- --seed ${seed}`;
  if (!left) return command;
  const plain = left.plain.length > 0 ? ` --plain ${left.plain.join(',')}` : '';
  return `${command} --faults ${list(left.faults)} --messages ${list(left.messages)}${plain}`;
}

/** @param {readonly number[]} indices */
function list(indices) {
  return indices.length > 0 ? indices.join(',') : 'none';
}

/**
 * What is left of a failing case: its faults and mishaps, one line each.
 *
 * @param {import('@gigafactory/core/twin').Shrunk} shrunk
 */
export function showShrunk({ sim, narrowing, violations }) {
  return [
    `Shrunk to ${sim.scenario.faults.length} faults, ${sim.messages.length} mishaps and ${sim.scenario.runs.length} runs:`,
    ...sim.scenario.faults.map(({ at, ...fault }) => `  at ${at} s ${JSON.stringify(fault)}`),
    ...sim.messages.map(
      ({ kind, nth, ...mishap }) => `  "${kind}" ${nth}: ${JSON.stringify(mishap)}`,
    ),
    ...showViolations(violations.slice(0, 3)),
    `Replay what is left: ${replayCommand(sim.seed, narrowing)} --tell`,
  ];
}

/**
 * Prints what happens as it happens.
 *
 * @param {(text: string) => void} print
 * @returns {import('@gigafactory/core/twin').Watcher}
 */
export function teller(print) {
  /** @param {number} now @param {string} text */
  const line = (now, text) => print(`${showTime(now).padStart(12)}  ${text}`);
  return {
    strike: (now, { fault }) => line(now, `! ${JSON.stringify(fault)}`),
    calm: (now, { what }) => line(now, `! ${what} is over`),
    begun: (now, { run, attempt }) => line(now, `+ attempt ${attempt} of ${run} begins`),
    gone: (now, run, attempt) => line(now, `- attempt ${attempt} of ${run} is gone`),
    step: (now, { kind }, { decisions }) => {
      for (const { run, reason } of decisions) line(now, `  ${kind} > ${run} ${reason}`);
    },
  };
}
