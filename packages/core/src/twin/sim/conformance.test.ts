import { describe, expect, it } from 'vitest';
import { type Exception, runConformance } from '../../control/protocol/conformance/index.ts';
import type { RuleName } from '../../control/protocol/index.ts';
import { withoutRule } from '../../control/protocol/rules.ts';
import { newTwinEngine } from '../engine.fixture.ts';

interface Found {
  readonly name: string;
  readonly test: () => Promise<void>;
}

function casesWithout(rule: RuleName | undefined, skip: readonly Exception[] = []): Found[] {
  const found: Found[] = [];
  let about = '';
  const frame = {
    describe: (name: string, body: () => void) => {
      about = name;
      body();
    },
    it: (name: string, test: () => Promise<void>) =>
      found.push({ name: `${about}: ${name}`, test }),
  };
  const rules = rule && withoutRule(rule);
  runConformance({ newEngine: (setting) => newTwinEngine(setting, rules), skip, frame });
  return found;
}

async function failuresOf(cases: readonly Found[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, test } of cases) {
    await test().catch(() => failed.push(name));
  }
  return failed;
}

describe('the conformance suite', () => {
  it.each(['orderFencing', 'nodeFencing', 'doneOnce', 'livingKeepNodes'] as const)(
    'notices an engine without %s',
    async (rule) => {
      expect(await failuresOf(casesWithout(rule))).not.toEqual([]);
    },
  );

  it('has 60 cases and more, each with a name of its own', () => {
    const names = casesWithout(undefined).map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leaves out what an exception names, and nothing else', () => {
    const all = casesWithout(undefined).map(({ name }) => name);
    const skip = [{ reason: 'it has no timers of its own', tests: all.slice(3, 5) }];
    const left = casesWithout(undefined, skip).map(({ name }) => name);
    expect(left).toEqual([...all.slice(0, 3), ...all.slice(5)]);
  });

  it('refuses an exception that names no case or gives no reason', () => {
    const [first] = casesWithout(undefined);
    const skip = (reason: string, name: string) => () =>
      casesWithout(undefined, [{ reason, tests: [name] }]);
    expect(skip('it cannot', 'no such case')).toThrow('is called "no such case"');
    expect(skip(' ', first?.name ?? '')).toThrow('has no reason');
  });
});
