import { expect, it } from "vitest";
import { mailboxOf } from "#server/shop/limits/mailbox-of.ts";

it.each([
  ["ada@example.com", "ada@example.com"],
  ["Ada@Example.COM", "ada@example.com"],
  ["ada+1@example.com", "ada@example.com"],
  ["ada+a+b@example.com", "ada@example.com"],
  ["+1@example.com", "@example.com"],
  ["bounce+ada@example.com", "bounce@example.com"],
])("%s is counted as %s", (address, mailbox) => {
  expect(mailboxOf(address, false)).toBe(mailbox);
});

it.each(["bounce+ada@example.com", "busy3+ada@example.com", "hang+ada@example.com"])(
  "counts the scripted recipient %s as its own mailbox with the local mail server",
  (address) => {
    expect(mailboxOf(address, true)).toBe(address);
    expect(mailboxOf("victim+1@example.com", true)).toBe("victim@example.com");
  },
);
