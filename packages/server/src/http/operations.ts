import { inputSchema, OPERATIONS, type OperationName } from '@gigafactory/core/api';
import type { OperationDescription } from './openapi.ts';

/** Every operation of the core's contract, for the router and for the OpenAPI document. */
export function describeOperations(): Readonly<Record<string, OperationDescription>> {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return Object.fromEntries(
    names.map((name) => [name, { summary: OPERATIONS[name].summary, input: inputSchema(name) }]),
  );
}
