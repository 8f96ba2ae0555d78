import { ProblemDocument } from '#libs/contracts/api.js';
import { EXIT, type Exit } from './exit-codes.js';

type Document = ReturnType<typeof ProblemDocument.parse>;

const EXIT_BY_TYPE: Record<string, Exit> = {
  'validation-failed': EXIT.refused,
  'package-too-large': EXIT.refused,
  quarantined: EXIT.refused,
  'hash-mismatch': EXIT.integrity,
  'rate-limited': EXIT.unreachable,
  'quota-exceeded': EXIT.forbidden,
};

/** The marketplace answered with a refusal: a problem document (RFC 9457), or whatever could be made of the answer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly problem: Document,
    /** What the answer asks to wait, in ms; null when it does not. */
    readonly retryAfterMs: number | null,
  ) {
    super(problem.detail);
  }

  /** The last part of the problem's type, for example `version-exists`. */
  get type(): string {
    return this.problem.type.split(/[:/]/).at(-1)!;
  }

  get status(): number {
    return this.problem.status;
  }

  /** True when the same call may succeed a moment later. */
  get passing(): boolean {
    return this.status >= 500 || this.type === 'rate-limited';
  }

  get exit(): Exit {
    const known = EXIT_BY_TYPE[this.type];
    if (known !== undefined) return known;
    if (this.status === 401 || this.status === 403) return EXIT.forbidden;
    if (this.status === 409) return EXIT.conflict;
    return this.status >= 500 || this.status === 429 ? EXIT.unreachable : EXIT.usage;
  }
}

/** No answer came, or not the whole of it. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  constructor(
    message: string,
    /** True when the call certainly did not arrive, so that any call may be made again. */
    readonly unsent = false,
  ) {
    super(message);
  }
}

/** Reads a refusal from an answer that is not ok. */
export async function refusalOf(response: Response, path: string): Promise<Refusal> {
  const body = await response.text().catch(() => '');
  const parsed = ProblemDocument.safeParse(parseOrNull(body));
  const problem = parsed.success ? parsed.data : {
    type: 'about:blank',
    title: `HTTP ${response.status}`,
    status: response.status,
    detail: `${response.url || path} did not answer as a marketplace does`,
    instance: path,
    request_id: response.headers.get('x-request-id') ?? '',
  };
  return new Refusal(problem, retryAfterMs(response.headers.get('retry-after')));
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

function parseOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
