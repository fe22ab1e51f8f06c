import { readFileSync } from 'node:fs';
import { readTable, scenarioOfRow } from '@gigafactory/core/backtest';
import { searchStrategies, stepTime } from '@gigafactory/core/model';
import { expect, it } from 'vitest';

const rows = runs();

it('finds for every published run a strategy that is as fast', { timeout: 300_000 }, () => {
  expect(rows.length).toBeGreaterThan(800);
  const fastest = new Map<string, number>();
  const slower = rows.filter(({ job, strategy }) => {
    const key = JSON.stringify(job);
    const best = fastest.get(key) ?? searchStrategies(job, {}, { top: 1 }).best[0]?.step.time;
    if (best !== undefined) fastest.set(key, best);
    return best === undefined || best > stepTime(job, strategy).time * (1 + 1e-9);
  });
  expect(slower.map(({ id }) => id)).toEqual([]);
});

function runs() {
  const table = readTable(readFileSync(new URL('measured.csv', import.meta.url), 'utf8'));
  if (!table.ok) throw new Error(table.problems[0]!.message);
  return table.value.flatMap((row) => {
    const scenario = scenarioOfRow(row);
    return scenario.ok ? [{ id: row.get('id'), ...scenario.value }] : [];
  });
}
