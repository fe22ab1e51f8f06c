import { multiplesNear, type Problem } from '../base/index.ts';
import type { Draft } from './draft.ts';
import type { Factory, FactoryRun } from './factory.ts';

/** Whether the ranks of a program fill real nodes, and no variable of it is given twice. */
export function checkProgram(
  { engine }: Draft<Factory>,
  name: string,
  { program, gpus }: Draft<FactoryRun>,
): Problem[] {
  if (!program) return [];
  const path = `runs.${name}.program`;
  const problems: Problem[] = [];
  const given = Object.keys(program.environment ?? {});
  const twice = (program.environmentFrom ?? []).filter((each) => each && given.includes(each));
  for (const variable of new Set(twice)) {
    const message = `"${variable}" stands in environment and in environmentFrom; keep one of the two.`;
    problems.push({ code: 'program.twice', path: `${path}.environmentFrom`, message });
  }
  const perNode = engine?.ranksPerNode?.value;
  if (perNode && gpus && gpus.value % perNode !== 0) {
    const message = `The ${gpus.value} ranks of the run "${name}", one for each GPU, do not fill nodes of ${perNode}; change engine.ranksPerNode, or take ${multiplesNear(gpus.value, perNode).join(' or ')} GPUs.`;
    const expected = `a divisor of ${gpus.value}`;
    problems.push({ code: 'engine.ranks', path: 'engine.ranksPerNode', message, expected });
  }
  return problems;
}
