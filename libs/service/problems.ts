/** Every problem that an answer over HTTP can be: status and title by type. RFC 9457. */
export const PROBLEMS = {
  'bad-request': [400, 'The request is not valid'],
  unauthenticated: [401, 'A valid token is needed'],
  forbidden: [403, 'The token may not do this'],
  'not-found': [404, 'There is nothing here'],
  'method-not-allowed': [405, 'This path does not take this method'],
  'not-acceptable': [406, 'No representation of this kind'],
  'request-timeout': [408, 'The request did not arrive in time'],
  conflict: [409, 'The state does not allow this'],
  'wrong-status': [409, 'The submission is in another status'],
  'version-exists': [409, 'This version exists with other bytes'],
  'name-taken': [409, 'This name is taken'],
  'lease-held': [409, 'Another maintainer holds this review'],
  'lease-stale': [409, 'The lease is not the current one'],
  quarantined: [410, 'This version was quarantined'],
  'length-required': [411, 'A Content-Length is needed'],
  'package-too-large': [413, 'The package is too large'],
  'payload-too-large': [413, 'The body is too large'],
  'uri-too-long': [414, 'The address is too long'],
  'unsupported-media-type': [415, 'This content type is not taken'],
  'range-not-satisfiable': [416, 'The range lies outside of the package'],
  'hash-mismatch': [422, 'The bytes are not those that were announced'],
  'validation-failed': [422, 'The checks rejected the package'],
  'rule-refused': [422, 'A rule cannot be taken as it is'],
  'idempotency-key-reused': [422, 'The Idempotency-Key was used for something else'],
  'rate-limited': [429, 'Too many requests'],
  'quota-exceeded': [429, 'The quota is used up'],
  'headers-too-large': [431, 'The headers are too large'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'A part of the marketplace does not answer'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemType = keyof typeof PROBLEMS;

export interface ProblemDetails {
  /** What is wrong with which part of the input: JSON pointers. */
  errors?: { pointer: string; detail: string }[];
  /** Further members of the problem document. */
  extra?: Record<string, unknown>;
  /** Headers of the answer. */
  headers?: Record<string, string>;
}

/** An expected refusal; thrown anywhere in a request, sent as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly type: ProblemType,
    readonly detail: string,
    readonly more: ProblemDetails = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.type][0];
  }

  /** The problem document. `instance` is the path of the request. */
  document(instance: string, requestId: string): Record<string, unknown> {
    return {
      type: `urn:souk:problem:${this.type}`,
      title: PROBLEMS[this.type][1],
      status: this.status,
      detail: this.detail,
      instance,
      request_id: requestId,
      ...(this.more.errors && { errors: this.more.errors }),
      ...this.more.extra,
    };
  }
}
