import type { Problem } from '../base/index.ts';
import { editFactory, type Factory, readFactory } from '../factory/index.ts';
import { type Plan, planFactory } from '../plan/index.ts';
import type { FactoryText } from './contract.ts';

export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };

/** The file as it is with its edits. */
export function readText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory } | Refusal {
  const edited = editFactory(input.text, input.edits ?? {});
  return edited.ok ? readFactory(edited.text) : edited;
}

export function planText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory; readonly plan: Plan } | Refusal {
  const read = readText(input);
  if (!read.ok) return read;
  const planned = planFactory(read.factory);
  return planned.ok ? { ...planned, factory: read.factory } : planned;
}
