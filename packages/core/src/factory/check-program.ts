import { multiplesNear, type Problem } from '../base/index.ts';
import type { Draft } from './draft.ts';
import type { Factory, FactoryEngine, FactoryRun } from './factory.ts';

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
  problems.push(...checkShared(engine, path, program.checkpoints));
  const perNode = engine?.ranksPerNode?.value;
  if (perNode && gpus && gpus.value % perNode !== 0) {
    const message = `The ${gpus.value} ranks of the run "${name}", one for each GPU, do not fill nodes of ${perNode}; change engine.ranksPerNode, or take ${multiplesNear(gpus.value, perNode).join(' or ')} GPUs.`;
    const expected = `a divisor of ${gpus.value}`;
    problems.push({ code: 'engine.ranks', path: 'engine.ranksPerNode', message, expected });
  }
  return problems;
}

/** A run that goes on on other nodes needs its checkpoints there. */
function checkShared(
  engine: Draft<FactoryEngine> | undefined,
  path: string,
  checkpoints: string | undefined,
): Problem[] {
  const shared = engine && 'shared' in engine ? engine.shared : undefined;
  if (!shared || !checkpoints?.startsWith('/') || isBelow(checkpoints, shared)) return [];
  const message = `Checkpoints must be where all nodes see them: ${checkpoints} is not below ${shared}, the folder of engine.shared. Name one below it, or leave checkpoints out.`;
  const expected = `a folder below ${shared}`;
  return [{ code: 'checkpoints.notShared', path: `${path}.checkpoints`, message, expected }];
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Slurm's REST interface takes one token. */
export function checkEngine({ engine }: Draft<Factory>): Problem[] {
  const rest = engine?.kind === 'slurm' ? engine.rest : undefined;
  if (!rest?.tokenFrom || !rest.tokenFile) return [];
  const message =
    'Both tokenFrom and tokenFile say where the token is; keep tokenFile if it expires.';
  return [{ code: 'engine.token', path: 'engine.rest.tokenFile', message }];
}
