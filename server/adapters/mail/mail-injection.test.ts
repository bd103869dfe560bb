import { describe, expect, it, onTestFinished } from "vitest";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import type { Mail } from "#server/delivery/handlers/ports.ts";
import { startScriptedServer } from "#server/testing/smtp/start-scripted-server.ts";

async function scriptedServer() {
  const server = await startScriptedServer();
  onTestFinished(server.close);
  return server;
}

const mail: Mail = {
  to: { name: "Ada Lovelace", address: "ada@example.com" },
  subject: "Order 0191D0A4 is confirmed",
  html: "<p>Hello</p>",
  text: "Hello",
};

const send = (url: string, changed: Partial<Mail>) =>
  createMailer({ smtpUrl: url, from: "Redeliver store <orders@redeliver.example>" }).send(
    { ...mail, ...changed },
    { idempotencyKey: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17", signal: new AbortController().signal },
  );

describe("an attempt to inject", () => {
  it.each([
    ["a line break in the name", { to: { name: "Ada\r\nBcc: eve@example.com", address: "ada@example.com" } }],
    ["a line break in the subject", { subject: "Hi\r\nBcc: eve@example.com\r\n\r\nbody" }],
    [
      "an encoded word in the name",
      { to: { name: "=?utf-8?B?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=", address: "ada@example.com" } },
    ],
    ["an encoded word in the subject", { subject: "=?utf-8?Q?x=0D=0ABcc:_eve@example.com?=" }],
    ["a second address in the name", { to: { name: 'Ada" <eve@example.com>, "', address: "ada@example.com" } }],
    ["a dot line in the text", { text: "a\r\n.\r\nMAIL FROM:<eve@example.com>\r\nRCPT TO:<eve@example.com>\r\n" }],
    ["a bare CR dot line in the text", { text: "a\r.\rRCPT TO:<eve@example.com>\r" }],
  ])("through %s reaches one recipient and adds no header", async (_how, change) => {
    const server = await scriptedServer();
    await send(server.url, change);
    expect(server.heard.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<ada@example.com>"]);
    expect(server.mails).toHaveLength(1);
    expect(headerNames(server.mails[0] ?? "")).toEqual(expectedHeaders);
  });

  it("through the address is refused before RCPT TO", async () => {
    const server = await scriptedServer();
    const to = { name: "Ada", address: "ada@example.com>\r\nRCPT TO:<eve@example.com" };
    await expect(send(server.url, { to })).rejects.toMatchObject({ code: "recipient_rejected" });
    expect(server.heard.filter((line) => line.startsWith("RCPT"))).toEqual([]);
  });
});

const expectedHeaders = [
  "auto-submitted",
  "content-type",
  "date",
  "from",
  "message-id",
  "mime-version",
  "subject",
  "to",
  "x-redeliver-idempotency-key",
];

const headerNames = (raw: string): string[] =>
  (raw.split("\r\n\r\n")[0] ?? "")
    .split("\r\n")
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => (line.split(":")[0] ?? "").toLowerCase())
    .sort();
