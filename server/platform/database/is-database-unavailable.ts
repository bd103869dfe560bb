import * as z from "zod";
import { sqlStateOf } from "#server/platform/sql-state.ts";

/** The server cannot be reached, is starting or stopping, or has no connection left. */
const unreachable = new Set([
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "EMFILE",
  "ENETDOWN",
  "ENETRESET",
  "ENETUNREACH",
  "ENFILE",
  "ENOBUFS",
  "ENOMEM",
  "ENOTCONN",
  "ENOTFOUND",
  "EPIPE",
  "EPROTO",
  "ETIMEDOUT",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/** It answers and cannot serve this statement now. */
const unavailable = new Set([
  // A standby, or a server that was made read-only; a failover ends it.
  "25006",
  // The transaction was idle for too long: this process was suspended.
  "25P03",
  // The role or the database is unknown.
  "28000",
  "28P01",
  "3D000",
  // A lock was not released in time.
  "55P03",
  "P1000",
  "P1001",
  "P1002",
  "P1003",
  "P1008",
  "P1010",
  "P1017",
  "P2024",
  "P2037",
]);

/** Calls that only a connection makes: whatever their error is, the server was not reached. */
const connectCalls = new Set(["connect", "getaddrinfo"]);

/** A TLS session that broke, or was refused while a server is replaced. */
const brokenTls = /^ERR_(SSL|TLS)_|^The server does not support SSL connections/;

/** Lost connections, transactions rolled back by a deadlock, no memory or disk left, statements that were cancelled. */
const unavailableClasses = /^(08|40|53|57)/;

// Errors of node-postgres without a code.
const lostConnection =
  /^(Connection terminated|There was an error establishing an SSL connection|Client (has encountered|was closed))/;
const timeout = /^(Query read timeout|timeout expired|timeout exceeded when trying to connect)/;
const closedPool = /^Cannot use a pool after calling end/;

// Prisma puts the SQLSTATE of an error that it has no code for (P2039) into its adapter's error.
const wrapped = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

function codesOf(error: Error): string[] {
  const inner = wrapped.safeParse(error);
  return [sqlStateOf(error), ...(inner.success ? [inner.data.meta.driverAdapterError.cause.originalCode] : [])];
}

type Condition = (facts: { codes: readonly string[]; message: string; call: unknown }) => boolean;

/** Whether a condition holds for an error, one of its causes, or one of the errors that it aggregates. */
function holds(condition: Condition, error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const call = "syscall" in current ? current.syscall : null;
    if (condition({ codes: codesOf(current), message: current.message, call })) return true;
    if (current instanceof AggregateError && current.errors.some((each) => holds(condition, each))) return true;
  }
  return false;
}

const isUnreachable: Condition = ({ codes, message, call }) =>
  codes.some((code) => unreachable.has(code) || code.startsWith("08")) ||
  (typeof call === "string" && connectCalls.has(call)) ||
  lostConnection.test(message);

const isTransient: Condition = (facts) =>
  isUnreachable(facts) ||
  facts.codes.some((code) => unavailable.has(code) || unavailableClasses.test(code)) ||
  [...facts.codes, facts.message].some((text) => brokenTls.test(text)) ||
  timeout.test(facts.message);

/** Whether PostgreSQL cannot be reached: it is not started, is stopping, or the network is down. */
export const isDatabaseUnreachable = (error: unknown): boolean => holds(isUnreachable, error);

/** Whether a repeated statement may succeed later: PostgreSQL cannot be reached, or cannot serve it now. */
export const isTransientError = (error: unknown): boolean => holds(isTransient, error);

/** Whether a request must be repeated later (503): a transient error, or this process has closed its pool. */
export const isDatabaseUnavailable = (error: unknown): boolean =>
  isTransientError(error) || holds(({ message }) => closedPool.test(message), error);
