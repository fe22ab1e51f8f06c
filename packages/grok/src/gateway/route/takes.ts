import { bytesOf, tokensIn } from '../answer/usage.ts';
import { type ApiError, badRequest } from '../api-error.ts';
import { costOf, isFree } from '../config/prices.ts';
import type { Ask } from '../request/ask.ts';
import type { Turn, UpstreamModel, UpstreamRequest } from '../upstream.ts';
import type { Route } from './routes.ts';

/** Why a model does not take a request; undefined if it does. Nothing that is asked for is left out silently. */
export function refusedBy(ask: Ask, { id, takes }: UpstreamModel): ApiError | undefined {
  const refuse = (what: string, param: string) =>
    badRequest('unsupported_parameter', `${id} takes no ${what}.`, param);
  if (ask.tools.length > 0 && !takes.tools) return refuse('tools', 'tools');
  if (ask.turns.some(hasPicture) && !takes.pictures)
    return refuse('pictures', ask.face === 'chat' ? 'messages' : 'input');
  if (ask.format.kind !== 'text' && !takes.formats.includes(ask.format.kind)) {
    const what = ask.format.kind === 'json' ? 'format of JSON' : 'schema for its text';
    return refuse(what, ask.face === 'chat' ? 'response_format' : 'text.format');
  }
  if (takes.sampling) return undefined;
  const { temperature, topP, ...others } = ask.sampling;
  const further = Object.keys(others)[0];
  if ((temperature ?? 0) > 0) return refuse('temperature but 0', 'temperature');
  if ((topP ?? 1) < 1) return refuse('top_p but 1', 'top_p');
  if (further !== undefined) return refuse(further, further);
  return ask.effort === undefined ? undefined : refuse('effort of reasoning', 'reasoning');
}

function hasPicture(turn: Turn): boolean {
  return turn.kind === 'message' && (turn.pictures?.length ?? 0) > 0;
}

/** Tokens that may be written for the money of an answer, on the route where that is least; 0 if none. */
export function mostOutput(
  request: UpstreamRequest,
  routes: readonly Route[],
  money: number,
): number {
  const input = tokensIn(bytesOf(request));
  const affordable = routes.map(({ price }) => {
    if (isFree(price)) return request.mostTokens;
    const rest = money - costOf(price, input, 0);
    const each = costOf(price, input, 1) - costOf(price, input, 0);
    return each > 0 ? Math.floor(rest / each) : request.mostTokens;
  });
  return Math.max(0, Math.min(request.mostTokens, ...affordable));
}
