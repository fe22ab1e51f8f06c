/** What the document says of one operation. */
export interface OperationDescription {
  readonly summary: string;
  /** JSON Schema of its input. */
  readonly input: Readonly<Record<string, unknown>>;
}

const PROBLEM = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    path: { type: 'string' },
    at: {
      type: 'object',
      required: ['line', 'column'],
      properties: { line: { type: 'integer' }, column: { type: 'integer' } },
    },
    expected: { type: 'string' },
    nearest: { type: 'string' },
  },
};

const ANSWER = {
  type: 'object',
  required: ['ok', 'value'],
  properties: { ok: { const: true }, value: {} },
};

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
    components: { schemas: { Problem: PROBLEM, Answer: ANSWER, Refusal: REFUSAL } },
  };
}

function toPost(name: string, { summary, input }: OperationDescription) {
  const refusals = Object.entries(REFUSALS).map(
    ([status, description]) => [status, { description, content: json('Refusal') }] as const,
  );
  return {
    operationId: name,
    summary,
    requestBody: { required: true, content: { 'application/json': { schema: input } } },
    responses: {
      '200': { description: 'The answer.', content: json('Answer') },
      ...Object.fromEntries(refusals),
    },
  };
}

function json(schema: string) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}
