import { describe, expect, it } from "vitest";
import { type Failure, fingerprint } from "#server/delivery/causes/fingerprint.ts";

const notifications = "order-notifications";
const smtp = (failureCode: string, error: string): Failure => ({ handler: notifications, failureCode, error });
const bug = (error: string): Failure => ({ handler: notifications, failureCode: "unexpected", error });
const hook = (failureCode: string, error: string): Failure => ({ handler: "warehouse", failureCode, error });
const refused = "the mail server refuses the recipient: ";
const own = (name: string, line: number) =>
  `    at ${name} (file:///srv/a${line}/server/shop/handlers/send-order-notifications.ts:${line}:7)`;
const foreign = (line: number) => `    at parse (/srv/app/node_modules/some-library/dist/index.js:${line}:11)`;

/** Sixty recorded errors, sorted by a person into fifteen causes. */
const causes: Record<string, Failure[]> = {
  "no such mailbox": [
    smtp("recipient_rejected", `${refused}550 5.1.1 <ada@example.com>: Recipient address rejected: User unknown`),
    smtp(
      "recipient_rejected",
      `${refused}550 5.1.1 <bob.o'neil+x@mail.example.org>: Recipient address rejected: User unknown`,
    ),
    smtp("recipient_rejected", `${refused}550 5.1.1 <7@a.io>: Recipient address rejected: User unknown`),
    smtp("recipient_rejected", `${refused}550 5.1.1  <zoe@example.com>: Recipient address rejected:\nUser unknown`),
    smtp(
      "recipient_rejected",
      `${refused}550 5.1.1 <sales@sub.domain.example.co.uk>: Recipient address rejected: User unknown`,
    ),
  ],
  "mailbox over quota, another code of the same shape": [
    smtp("recipient_rejected", `${refused}552 5.2.2 <ada@example.com>: Recipient address rejected: Mailbox full`),
    smtp("recipient_rejected", `${refused}552 5.2.2 <eve@example.net>: Recipient address rejected: Mailbox full`),
    smtp("recipient_rejected", `${refused}552 5.2.2 <d.d@example.net>: Recipient address rejected: Mailbox full`),
  ],
  "relaying denied": [
    smtp("recipient_rejected", `${refused}554 5.7.1 <ada@example.com>: Relay access denied`),
    smtp("recipient_rejected", `${refused}554 5.7.1 <x-y@example.dev>: Relay access denied`),
    smtp("recipient_rejected", `${refused}554 5.7.1 <z@localhost>: Relay access denied`),
    smtp("recipient_rejected", `${refused}554 5.7.1 <q@q.example>: Relay access denied`),
  ],
  greylisted: [
    smtp("smtp_deferred", "the mail server says later: 451 4.7.1 Greylisted, try again in 300 seconds (id 8f3ac1d2e4)"),
    smtp("smtp_deferred", "the mail server says later: 451 4.7.1 Greylisted, try again in 60 seconds (id 1b2c3d4e5f)"),
    smtp(
      "smtp_deferred",
      "the mail server says later: 451 4.7.1 Greylisted, try again in 1,200 seconds (id a0b1c2d3e4)",
    ),
    smtp(
      "smtp_deferred",
      "the mail server says later: 451 4.7.1 Greylisted, try again in 45.5 seconds (id 0123456789abcdef)",
    ),
  ],
  "server busy": [
    smtp("smtp_deferred", "the mail server says later: 452 4.3.1 Insufficient system storage"),
    smtp("smtp_deferred", "the mail server says later: 452 4.3.1 Insufficient  system storage"),
    smtp("smtp_deferred", "the mail server says later: 452 4.3.1 Insufficient system storage "),
  ],
  "connection refused": [
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ECONNREFUSED 127.0.0.1:1025"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ECONNREFUSED 10.0.3.17:25"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ECONNREFUSED 192.168.100.200:587"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ECONNREFUSED ::1:1025"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ECONNREFUSED 2001:db8::17:465"),
  ],
  "connection timed out": [
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ETIMEDOUT 10.0.3.17:25"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ETIMEDOUT 10.0.3.18:25"),
    smtp("smtp_unavailable", "the mail server cannot be reached: connect ETIMEDOUT 203.0.113.9:2525"),
  ],
  "sent, no answer": [
    smtp("delivery_unknown", "the mail is out, but no answer came: Timeout after 10000 ms"),
    smtp("delivery_unknown", "the mail is out, but no answer came: Timeout after 9998 ms"),
    smtp("delivery_unknown", "the mail is out, but no answer came: Timeout after 30000 ms"),
  ],
  "customer gone": [
    smtp("customer_not_found", "there is no customer 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
    smtp("customer_not_found", "there is no customer 019A1B2C-3D4E-7F5A-9B8C-0D1E2F3A4B5C"),
    smtp("customer_not_found", "there is no customer 00000000-0000-0000-0000-000000000000"),
    smtp("customer_not_found", "there is no customer ffffffff-ffff-4fff-bfff-ffffffffffff"),
  ],
  "total is text": [
    smtp("payload_invalid", "The payload does not fit order.created: /orderTotal expected number, received string."),
    smtp("payload_invalid", "The payload does not fit order.created: /orderTotal expected number, received string. "),
    smtp("payload_invalid", "The payload does not fit order.created:  /orderTotal expected number, received string."),
  ],
  "null in the template": [
    bug(`TypeError: Cannot read properties of undefined (reading 'name')\n${own("run", 41)}\n${foreign(1)}`),
    bug(`TypeError: Cannot read properties of undefined (reading 'name')\n${foreign(77)}\n${own("run", 44)}`),
    bug(
      `TypeError: Cannot read properties of undefined (reading 'name')\n    at Array.map (<anonymous>)\n${own("run", 290)}`,
    ),
    bug(
      `TypeError: Cannot read properties of undefined (reading 'name')\n${own("async run", 41)}\n    at node:internal/timers:1`,
    ),
  ],
  "the same words from another function": [
    bug(`TypeError: Cannot read properties of undefined (reading 'name')\n${own("compose", 12)}`),
    bug(`TypeError: Cannot read properties of undefined (reading 'name')\n${own("compose", 13)}\n${own("run", 41)}`),
    bug(`TypeError: Cannot read properties of undefined (reading 'name')\n${foreign(3)}\n${own("compose", 99)}`),
  ],
  "a range error of that function": [
    bug(`RangeError: Invalid array length: 4294967296\n${own("compose", 12)}`),
    bug(`RangeError: Invalid array length: 5000000001\n${own("compose", 15)}`),
    bug(`RangeError: Invalid array length: -1\n${own("compose", 15)}`),
  ],
  "the receiver is down": [
    hook("webhook_unavailable", "the receiver answered 503"),
    hook("webhook_unavailable", "the receiver answered 503 "),
    hook("webhook_unavailable", "the receiver answered  503"),
  ],
  "the receiver is broken": [
    hook("webhook_unavailable", "the receiver answered 500"),
    hook("webhook_unavailable", "the receiver answered 500\n"),
    ...Array.from({ length: 8 }, () => hook("webhook_unavailable", "the receiver answered 500")),
  ],
};

describe("fingerprint", () => {
  it("sorts sixty raw errors into the fifteen causes that a person assigned them", () => {
    const sorted = Object.entries(causes).flatMap(([name, failures]) =>
      failures.map((failure) => ({ name, error: failure.error, fingerprint: fingerprint(failure).fingerprint })),
    );
    expect(sorted).toHaveLength(60);
    const found = Map.groupBy(sorted, (one) => one.fingerprint);
    expect([...found.values()].map((group) => [...new Set(group.map(({ name }) => name))])).toEqual(
      Object.keys(causes).map((name) => [name]),
    );
  });

  it("separates handlers and failure codes with the same message", () => {
    const error = "interrupted before sending";
    const all = [smtp("smtp_unavailable", error), hook("webhook_unavailable", error), hook("smtp_unavailable", error)];
    expect(new Set(all.map((failure) => fingerprint(failure).fingerprint)).size).toBe(3);
  });

  it("has a readable title", () => {
    expect(fingerprint(causes["no such mailbox"]?.[0] as Failure)).toMatchObject({
      errorClass: null,
      title: "the mail server refuses the recipient: 550 5.1.1 <<address>>: Recipient address rejected: User unknown",
      frame: null,
    });
    expect(fingerprint(causes["null in the template"]?.[1] as Failure)).toMatchObject({
      errorClass: "TypeError",
      title: "Cannot read properties of undefined (reading 'name')",
      frame: "run (server/shop/handlers/send-order-notifications.ts)",
    });
  });

  it("accepts any error: null, an empty text, a megabyte, control characters", () => {
    expect(fingerprint(smtp("unexpected", "")).title).toBe("No error was recorded");
    expect(fingerprint({ ...smtp("unexpected", ""), error: null }).title).toBe("No error was recorded");
    expect(fingerprint(smtp("unexpected", "a1b2c3d4e5 ".repeat(100_000))).title.length).toBeLessThanOrEqual(300);
    expect(fingerprint(smtp("unexpected", "\u0001\u0001 550 \u0001")).title).not.toBe("");
  });
});

// At 16 kB some of these took up to 2 s, at 200 kB minutes: longer than a test may take, however slow the machine.
const units = ["a", "a.", "aB", "a1", "-", "+1", "1.", "1-", "1:", "2020-01-01T", "Error", "“", "/server/"];
it.each(units)("takes time linear in the length of a text that repeats %j", (unit) => {
  for (const [head, tail] of [
    ["", "!"],
    ["TypeError: ", "x"],
  ]) {
    const error = `${head}${unit.repeat(200_000 / unit.length)}${tail}`;
    expect(fingerprint(smtp("unexpected", error)).title.length).toBeLessThanOrEqual(300);
  }
});

it("personal data is in no title and does not change the fingerprint", () => {
  const refusal = (name: string) => ({
    ...smtp("recipient_rejected", `${refused}550 5.1.1 <${name}@example.com>: user ${name.toUpperCase()} unknown`),
    personal: [`${name}@example.com`],
  });
  const [one, other] = [fingerprint(refusal("quagmire")), fingerprint(refusal("lovelace"))];
  expect(one.title).toContain("<<address>>: user <text> unknown");
  expect(other.fingerprint).toBe(one.fingerprint);
});
