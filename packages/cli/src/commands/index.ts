import type { Command } from '../command.ts';

/** Every command by its name, in the order of the help. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  new: async () => (await import('./new.ts')).newFactory,
  check: async () => (await import('./check.ts')).check,
  plan: async () => (await import('./plan.ts')).plan,
  explain: async () => (await import('./explain.ts')).explain,
  compare: async () => (await import('./compare.ts')).compare,
  sweep: async () => (await import('./sweep.ts')).sweep,
  seek: async () => (await import('./seek.ts')).seek,
  tornado: async () => (await import('./tornado.ts')).tornado,
  strategies: async () => (await import('./strategies.ts')).strategies,
  memory: async () => (await import('./memory.ts')).memory,
  twin: async () => (await import('./twin.ts')).twin,
  optimise: async () => (await import('./optimise.ts')).optimise,
  report: async () => (await import('./report.ts')).report,
  power: async () => (await import('./power.ts')).power,
  diagram: async () => (await import('./diagram.ts')).diagram,
  ask: async () => (await import('./ask.ts')).ask,
  news: async () => (await import('./news.ts')).news,
  mcp: async () => (await import('./mcp.ts')).mcp,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  up: async () => (await import('./up.ts')).up,
  keys: async () => (await import('./keys.ts')).keys,
  people: async () => (await import('./people.ts')).people,
  usage: async () => (await import('./usage.ts')).usage,
  doctor: async () => (await import('./doctor.ts')).doctor,
  run: async () => (await import('./run.ts')).run,
  serve: async () => (await import('./serve.ts')).serve,
  ls: async () => (await import('./ls.ts')).ls,
  why: async () => (await import('./why.ts')).why,
  logs: async () => (await import('./logs.ts')).logs,
  events: async () => (await import('./events.ts')).events,
  stop: async () => (await import('./stop.ts')).stop,
  requeue: async () => (await import('./orders.ts')).requeue,
  scale: async () => (await import('./scale.ts')).scale,
  rollback: async () => (await import('./rollback.ts')).rollback,
  drain: async () => (await import('./orders.ts')).drain,
  resume: async () => (await import('./orders.ts')).resume,
  journal: async () => (await import('./journal.ts')).journal,
  'move-journals': async () => (await import('./move-journals.ts')).moveJournals,
  'control-log': async () => (await import('./control-log.ts')).controlLog,
  support: async () => (await import('./support.ts')).support,
  publish: async () => (await import('./publish.ts')).publish,
  models: async () => (await import('./models.ts')).models,
  promote: async () => (await import('./promote.ts')).promote,
  calibrate: async () => (await import('./calibrate.ts')).calibrate,
  backtest: async () => (await import('./backtest.ts')).backtest,
  catalogue: async () => (await import('./catalogue.ts')).catalogue,
  schema: async () => (await import('./schema.ts')).schema,
  parts: async () => (await import('./parts.ts')).parts,
};

/** A command; undefined if there is none of that name. Only what it needs is loaded: `ls` needs no physics. */
export async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;
}

/** All of them, in the order of the help. */
export function loadCommands(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map((load) => load()));
}
