import type { FuzzRequest } from "#bench/attacks/fuzz/generate-request.ts";
import type { FuzzAnswer } from "#bench/attacks/fuzz/send-request.ts";

export const faultKinds = ["server error", "undeclared status", "hang", "secret", "customer address"] as const;
type FaultKind = (typeof faultKinds)[number];
export type Fault = { kind: FaultKind; what: string };

export type Known = {
  /** Hashes, session tokens, link tokens and database passwords: no answer may contain one. */
  secrets: readonly string[];
  /** The local parts of customers' addresses: no answer may contain one without the right to reveal. */
  canaries: readonly string[];
};

const longestMilliseconds = 5_000;
/** Statuses that the server answers before a route is found, or to a method that a path does not have. */
const always = [400, 404, 405, 431] as const;
/** Statuses of a page: found, redirected or not found. A router's prefetch of a page that requires a sign-in gets 204. */
const ofPages = [200, 204, 307, 308, 400, 404, 405] as const;
const mayNotReveal = ["anonymous", "viewer", "revoked"];
const secretShapes = [/postgres(?:ql)?:\/\/[^\s"@/]*:[^\s"@/]+@/i, /\brdl_[\w-]{43}\b/, /[0-9a-f]{32}:[0-9a-f]{128}/];

/**
 * The digest of an error, or Next's word for 404, where a part of a page failed after 200 was sent: React writes it into a template
 * or a call of its script, Next into the data of the page. An empty digest is a part that only a browser renders.
 */
const failedPart = /(?:data-dgst="|\$RX\("[^"]*","|:E\{\\?"digest\\?":\\?")(?!BAILOUT|NEXT_REDIRECT)([^"\\]+)/;

/** Whether a page was not found or failed although its status is 200. */
function hiddenFault({ operation }: FuzzRequest, { status, text }: FuzzAnswer): FaultKind | null {
  const digest = operation === null && status === 200 ? failedPart.exec(text)?.[1] : undefined;
  if (digest === undefined) return null;
  return digest.startsWith("NEXT_HTTP_ERROR_FALLBACK") ? "undeclared status" : "server error";
}

function isDeclared({ operation, method, path }: FuzzRequest, status: number): boolean {
  if (operation)
    return operation.statuses.includes(status) || status === 400 || status === 431 || isElsewhere(path, status);
  if (path.startsWith("/api") || path.startsWith("/schemas")) {
    return method === "OPTIONS"
      ? [204, ...always].includes(status)
      : method === "HEAD" || [...always].some((one) => one === status);
  }
  return ofPages.some((one) => one === status);
}

/** An id may make another path of it, such as `..` or an empty one: that has no route, or another method. */
const isElsewhere = (path: string, status: number) =>
  (status === 404 || status === 405) &&
  /\/(\.\.?|%2e%2e?)?(\/|\?|$)|%2f|%zz|%c3%28/i.test(path.replace(/^\/api\/v1\//, ""));

/** The faults of an answer; empty for a correct one. */
export function judgeAnswer(request: FuzzRequest, answer: FuzzAnswer, { secrets, canaries }: Known): Fault[] {
  const { identity, method, path, operation } = request;
  const { status, milliseconds, headers, text } = answer;
  const where = `${identity} ${method} ${path.slice(0, 160)} ${JSON.stringify(request.headers).slice(0, 200)} ${String(request.body ?? "").slice(0, 160)}`;
  const fault = (kind: FaultKind, what: string): Fault => ({ kind, what: `${what}: ${where}` });
  const faults: Fault[] = [];
  if (status >= 500) faults.push(fault("server error", `${status} ${text.slice(0, 120)}`));
  else if (status === 0 || milliseconds > longestMilliseconds)
    faults.push(fault("hang", `${Math.round(milliseconds)} ms ${text.slice(0, 80)}`));
  else if (!isDeclared(request, status)) faults.push(fault("undeclared status", `${status} ${text.slice(0, 120)}`));
  const hidden = hiddenFault(request, answer);
  if (hidden !== null) faults.push(fault(hidden, "a page that failed under 200"));
  const all = `${headers}\n${text}`;
  const makesToken = operation?.method === "POST" && operation.path.startsWith("/api/v1/tokens");
  const found =
    secrets.find((secret) => all.includes(secret)) ??
    (makesToken ? undefined : secretShapes.find((one) => one.test(all)));
  if (found !== undefined) faults.push(fault("secret", `${String(found).slice(0, 12)}…`));
  // The client's own input may be returned to it: the form shows it, the problem names it.
  const sent = `${path} ${String(request.body ?? "")}`;
  const canary = mayNotReveal.includes(identity)
    ? canaries.find((one) => all.includes(one) && !sent.includes(one))
    : undefined;
  if (canary !== undefined) faults.push(fault("customer address", canary));
  return faults;
}
