import { type OperationKind, problemSchema } from '@gigafactory/core/api';

/** What the document says about one operation. */
export interface OperationDescription {
  readonly kind: OperationKind;
  readonly summary: string;
  /** JSON Schema of its input and of its output. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

const REFUSAL = {
  type: 'object',
  required: ['ok', 'problems'],
  properties: {
    ok: { const: false },
    problems: { type: 'array', items: { $ref: '#/components/schemas/Problem' } },
  },
};

const REFUSALS: Readonly<Record<string, string>> = {
  '400': 'The body is not JSON.',
  '403': 'The request comes from another host or origin.',
  '413': 'The body is too large.',
  '422': 'The input has problems.',
  '503': 'Too many requests are waiting.',
  '504': 'The operation took too long and was stopped.',
};

/** The API as an OpenAPI 3.1 document. */
export function toOpenApi(
  operations: Readonly<Record<string, OperationDescription>>,
): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'Gigafactory', version: '1' },
    paths: Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        `/api/${name}`,
        { post: toPost(name, operation) },
      ]),
    ),
    components: { schemas: { Problem: problemSchema(), Refusal: REFUSAL } },
  };
}

function toPost(name: string, { kind, summary, input, output }: OperationDescription) {
  const refusals = Object.entries(REFUSALS).map(
    ([status, description]) => [status, { description, content: json('Refusal') }] as const,
  );
  return {
    operationId: name,
    'x-kind': kind,
    summary,
    requestBody: { required: true, content: { 'application/json': { schema: input } } },
    responses: {
      '200': {
        description: 'The answer.',
        content: {
          'application/json': {
            schema: {
              type: 'object',
              required: ['ok', 'value'],
              properties: { ok: { const: true }, value: output },
            },
          },
        },
      },
      ...Object.fromEntries(refusals),
    },
  };
}

function json(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}
