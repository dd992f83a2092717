/** Why a request had no answer, as far as `fetch` tells. */
export interface ConnectionFailure {
  /** Whether it is certain that no connection was made, and so nothing was sent. */
  readonly isUnsent: boolean;
  /** The system's name for the cause, such as `ECONNREFUSED`, and nothing else: messages of `fetch` may contain headers and URLs. */
  readonly cause: string | undefined;
}

/** The codes of Node and Bun if no connection was made: unknown host, no route, or a certificate that is not valid. */
const codes =
  /^(E(NOTFOUND|AI_AGAIN|CONNREFUSED|HOSTUNREACH|NETUNREACH|NETDOWN)|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|UNABLE_TO_.*|.*CERT.*)$/;

/** The same in messages: Deno's, which also contain a URL, and those of fetch about ports that it never uses. */
const texts = /^bad port$|client error \(Connect\)|connection refused|dns error/i;

/** Reads what `fetch` threw. @internal */
export function readConnectionFailure(error: unknown): ConnectionFailure {
  const causes = causesOf(error);
  return {
    isUnsent: causes.every((cause) => cause.syscall === 'connect' || isNeverSent(String(nameOf(cause)))),
    cause: nameOf(causes[0]),
  };
}

interface Cause {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
}

/** The innermost causes. fetch wraps the socket's error, and a host with several addresses has an error for each. */
function causesOf(error: unknown, depth = 0): Cause[] {
  const { cause, errors } = Object(error) as { cause?: unknown; errors?: unknown }; // both are checked below
  const inner = cause ? [cause] : errors;
  if (!Array.isArray(inner) || inner.length === 0 || depth > 9) return [Object(error)]; // an error may be its own cause
  return inner.flatMap((one) => causesOf(one, depth + 1));
}

const isNeverSent = (name: string): boolean => codes.test(name) || texts.test(name);

/** The `code` of a DOMException is a number, and tells nothing here. */
const nameOf = ({ code, message }: Cause = {}): string | undefined =>
  typeof code === 'string' ? code : texts.exec(String(message))?.[0];
