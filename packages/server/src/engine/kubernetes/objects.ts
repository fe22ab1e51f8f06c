import { z } from 'zod';

/* What is read of the objects of the API; they have many more fields, and all may be missing. */

const metadata = z.object({
  name: z.string(),
  uid: z.string().default(''),
  resourceVersion: z.string().default(''),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  ownerReferences: z
    .array(z.object({ uid: z.string(), kind: z.string(), name: z.string() }))
    .default([]),
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const conditions = z.array(condition).default([]);

const waiting = z.object({ reason: z.string().optional(), message: z.string().optional() });

const terminated = z.object({
  exitCode: z.number().default(0),
  reason: z.string().optional(),
  finishedAt: z.string().nullish(),
});

export const readNode = z.object({
  metadata: metadata.extend({
    managedFields: z
      .array(
        z.object({
          manager: z.string().default(''),
          fieldsV1: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
  spec: z
    .object({
      unschedulable: z.boolean().optional(),
      taints: z
        .array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() }))
        .default([]),
    })
    .default({ taints: [] }),
  status: z
    .object({
      conditions,
      allocatable: z.record(z.string(), z.string()).default({}),
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
    })
    .default({ conditions: [], allocatable: {}, addresses: [] }),
});

export const readPod = z.object({
  metadata,
  spec: z.object({ nodeName: z.string().optional() }).default({}),
  status: z
    .object({
      phase: z.string().default('Pending'),
      reason: z.string().optional(),
      message: z.string().optional(),
      conditions,
      containerStatuses: z
        .array(
          z.object({
            state: z
              .object({ waiting: waiting.optional(), terminated: terminated.optional() })
              .default({}),
          }),
        )
        .default([]),
    })
    .default({ phase: 'Pending', conditions: [], containerStatuses: [] }),
});

export const readJob = z.object({
  metadata,
  spec: z
    .object({
      suspend: z.boolean().default(false),
      completions: z.number().default(1),
      backoffLimitPerIndex: z.number().optional(),
    })
    .default({ suspend: false, completions: 1 }),
  status: z.object({ conditions }).default({ conditions: [] }),
});

export const readList = z.object({
  metadata: z.object({ resourceVersion: z.string().default(''), continue: z.string().optional() }),
  items: z.array(z.unknown()),
});

export type Condition = z.infer<typeof condition>;
export type Node = z.infer<typeof readNode>;
export type Pod = z.infer<typeof readPod>;
export type Job = z.infer<typeof readJob>;

export function conditionOf(
  { status }: { readonly status: { readonly conditions: readonly Condition[] } },
  type: string,
): Condition | undefined {
  return status.conditions.find((each) => each.type === type);
}

/** Whether a condition holds. */
export function holds(object: Parameters<typeof conditionOf>[0], type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}

/** No process of it is left. */
export function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}
