import { expect, test } from "vitest";
import { isDatabaseUnavailable } from "#server/http/response/is-database-unavailable.ts";

const withCode = (code: string) => Object.assign(new Error("from the server"), { code });

test.each([
  ["no connection is left", withCode("53300")],
  ["the disk is full", withCode("53100")],
  ["a standby takes no writes", withCode("25006")],
  ["a lock is not let go", withCode("55P03")],
  ["a statement was ended by its time limit", withCode("57014")],
  ["an answer never came", new Error("Query read timeout")],
  ["the cause of an error is one of these", new Error("outer", { cause: withCode("57P01") })],
])("%s: repeat later", (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
});

test.each([
  ["a unique index was violated", withCode("23505")],
  ["a program is wrong", new TypeError("x is not a function")],
])("%s: repeating does not help", (_, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
