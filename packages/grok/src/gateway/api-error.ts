/** HTTP statuses of refusals. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503 | 504;

/** The `type` of an error by its status, as OpenAI's API names them. */
const TYPES: Readonly<Record<ErrorStatus, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
  500: 'server_error',
  502: 'upstream_error',
  503: 'server_error',
  504: 'upstream_error',
};

interface Details {
  readonly status: ErrorStatus;
  readonly code: string;
  readonly message: string;
  /** The parameter that is wrong, as a path. */
  readonly param?: string | undefined;
  /** When the same request may succeed, s from now. */
  readonly retryAfterS?: number | undefined;
  /** Whether a client may send the same request again at once or later without a person's help. */
  readonly mayRetry?: boolean;
}

/** A refusal, in the form of the API. */
export class ApiError {
  readonly status: ErrorStatus;
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly retryAfterS: number | undefined;
  readonly mayRetry: boolean;

  constructor({ status, code, message, param, retryAfterS, mayRetry }: Details) {
    this.status = status;
    this.code = code;
    this.message = message;
    this.param = param ?? null;
    this.retryAfterS = retryAfterS;
    this.mayRetry = mayRetry ?? (status === 429 || status >= 500);
  }

  get body() {
    const { status, code, message, param } = this;
    return { error: { message, type: TYPES[status], param, code } };
  }

  /** What a client reads besides the body: when to come back, and whether to. */
  get headers(): Record<string, string> {
    const { retryAfterS, mayRetry } = this;
    const after = retryAfterS === undefined ? {} : { 'retry-after': `${Math.ceil(retryAfterS)}` };
    return { 'x-should-retry': `${mayRetry}`, ...after };
  }
}

/** A request that cannot be obeyed as it stands. */
export function badRequest(code: string, message: string, param?: string): ApiError {
  return new ApiError({ status: 400, code, message, param });
}

export function notFound(what: string): ApiError {
  return new ApiError({ status: 404, code: 'not_found', message: `There is no ${what}.` });
}
