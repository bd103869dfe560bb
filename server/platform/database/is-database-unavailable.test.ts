import { expect, test } from "vitest";
import {
  isDatabaseUnavailable,
  isDatabaseUnreachable,
  isTransientError,
} from "#server/platform/database/is-database-unavailable.ts";

const withCode = (code: string) => Object.assign(new Error("from the server"), { code });

test.each([
  ["no connection left", withCode("53300")],
  ["a full disk", withCode("53100")],
  ["a standby, which takes no writes", withCode("25006")],
  ["a lock that is not released in time", withCode("55P03")],
  ["a deadlock", withCode("40P01")],
  ["a statement that was ended by its time limit", withCode("57014")],
  ["no answer in time", new Error("Query read timeout")],
  ["an error caused by one of these", new Error("outer", { cause: withCode("57P01") })],
  ["a socket of a process without memory for it", withCode("ENOBUFS")],
  ["a full table of open files", withCode("ENFILE")],
  ["a connect that a firewall rejects", Object.assign(withCode("EACCES"), { syscall: "connect" })],
  ["a name server that fails", Object.assign(withCode("EAI_FAIL"), { syscall: "getaddrinfo" })],
  ["a TLS session that breaks", withCode("ERR_SSL_SSL/TLS_ALERT_INTERNAL_ERROR")],
  ["a replaced server that speaks no TLS yet", new Error("The server does not support SSL connections")],
])("reports %s as transient", (_, error) => {
  expect([isTransientError(error), isDatabaseUnavailable(error)]).toEqual([true, true]);
});

test.each([
  ["a violated unique index", withCode("23505")],
  ["a bug", new TypeError("x is not a function")],
  ["a bug that Node names", withCode("ERR_INVALID_ARG_TYPE")],
  ["a file that cannot be read", Object.assign(withCode("EACCES"), { syscall: "open" })],
])("does not report %s as transient", (_, error) => {
  expect([isTransientError(error), isDatabaseUnavailable(error)]).toEqual([false, false]);
});

test("reports a closed pool as unavailable, but not as transient", () => {
  const error = new Error("Cannot use a pool after calling end on the pool");
  expect([isTransientError(error), isDatabaseUnavailable(error)]).toEqual([false, true]);
});

test.each([
  ["a refused connection", withCode("ECONNREFUSED"), true],
  ["a server that is starting", withCode("57P03"), true],
  ["a lost connection", new Error("Connection terminated unexpectedly"), true],
  ["a wrong password", withCode("28P01"), false],
  ["a lock that is not released in time", withCode("55P03"), false],
])("tells whether the server can be reached: %s", (_, error, unreachable) => {
  expect(isDatabaseUnreachable(error)).toBe(unreachable);
});
