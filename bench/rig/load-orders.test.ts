import { expect, test } from "vitest";
import { answerLength } from "#bench/rig/load-orders.ts";

const head = "HTTP/1.1 201 Created\r\n";

test("an answer is whole when its Content-Length has come, and ends there", () => {
  const whole = `${head}content-length: 4\r\n\r\nbody`;
  expect(answerLength(whole)).toBe(whole.length);
  expect(answerLength(`${whole}HTTP/1.1`)).toBe(whole.length);
  expect(answerLength(whole.slice(0, -1))).toBe(0);
  expect(answerLength(head)).toBe(0);
});

test("a chunked answer is whole with its last chunk", () => {
  const whole = `${head}Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n`;
  expect(answerLength(whole)).toBe(whole.length);
  expect(answerLength(whole.slice(0, -2))).toBe(0);
});
