import type { Context } from 'hono';
import type { ApiError } from '../api-error.ts';
import type { Caller } from '../books/doorkeeper.ts';
import type { Gateway } from '../gateway.ts';

/** Who asks, for all routes. */
export type GatewayEnv = { Variables: { caller: Caller } };

/** A refusal in the API's form, counted. */
export function refuse(c: Context, gateway: Gateway, error: ApiError): Response {
  gateway.metrics.refused(error.code);
  return c.json(error.body, error.status, error.headers);
}
