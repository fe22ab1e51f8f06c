import { inputSchema, OPERATIONS, type OperationName, outputSchema } from '@gigafactory/core/api';
import type { OperationDescription } from './openapi.ts';

/** Every operation of the core's contract, for the router and for the OpenAPI document. */
export function describeOperations(): Readonly<Record<string, OperationDescription>> {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return Object.fromEntries(
    names.map((name) => {
      const { kind, summary } = OPERATIONS[name];
      return [name, { kind, summary, input: inputSchema(name), output: outputSchema(name) }];
    }),
  );
}
