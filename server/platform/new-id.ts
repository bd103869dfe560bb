import { randomUUID } from "node:crypto";

let millisecond = 0;
let countInIt = 0;
const mostInIt = 0xfff;

/**
 * A UUIDv7 (RFC 9562, 12-bit counter), sorted by creation time, within a process also inside a millisecond. PostgreSQL before 18
 * has none. The random half comes from Node's pool: a library without one took a tenth of an order's time in Node.
 */
export function newId(): string {
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    countInIt = 0;
  } else if (countInIt === mostInIt) {
    millisecond += 1;
    countInIt = 0;
  } else {
    countInIt += 1;
  }
  const time = millisecond.toString(16).padStart(12, "0");
  const count = countInIt.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${randomUUID().slice(19)}`;
}
