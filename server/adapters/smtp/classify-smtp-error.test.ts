import { describe, expect, it } from "vitest";
import { classifySmtpError, type SmtpStage } from "#server/adapters/smtp/classify-smtp-error.ts";
import { PermanentError } from "#server/delivery/handlers/outcomes.ts";

const answered = (response: string, command: string): Error =>
  Object.assign(new Error(`failed: ${response}`), { response, responseCode: Number.parseInt(response, 10), command });
const silent = (code: string): Error => Object.assign(new Error("socket"), { code, command: "CONN" });

const verdictOf = (error: Error, stage: SmtpStage) => {
  const failure = classifySmtpError(error, stage);
  return { code: failure.code, permanent: failure instanceof PermanentError };
};

describe("a reply", () => {
  it.each([
    ["550 5.1.1 no such user", "RCPT TO", "envelope", "recipient_rejected", true],
    ["552 5.2.2 mailbox full", "RCPT TO", "envelope", "recipient_rejected", true],
    ["550 5.7.1 sender refused", "MAIL FROM", "envelope", "message_rejected", true],
    ["550 5.1.8 bad sender domain", "MAIL FROM", "envelope", "message_rejected", true],
    ["554 5.7.1 looks like spam", "DATA", "sent", "message_rejected", true],
    ["550 5.1.1 no such user", "DATA", "sent", "recipient_rejected", true],
    ["550 5.1.10 null MX", "DATA", "sent", "recipient_rejected", true],
    ["554-5.7.1 spam\n554 5.1.1 not this line", "DATA", "sent", "message_rejected", true],
    ["451 4.3.2 later", "RCPT TO", "envelope", "smtp_deferred", false],
    ["452 4.3.1 no space", "DATA", "sent", "smtp_deferred", false],
    ["450 too many connections", "CONN", "session", "smtp_deferred", false],
    ["503 bad sequence", "MAIL FROM", "envelope", "smtp_deferred", false],
    ["421 shutting down", "CONN", "session", "smtp_unavailable", false],
    ["421 shutting down", "RCPT TO", "envelope", "smtp_unavailable", false],
    ["421 shutting down", "DATA", "sent", "smtp_unavailable", false],
    ["554 no service", "CONN", "session", "smtp_unavailable", false],
    ["535 5.7.8 wrong password", "AUTH PLAIN", "session", "smtp_unavailable", false],
  ] as const)("%s to %s (%s) is %s", (response, command, stage, code, permanent) => {
    expect(verdictOf(answered(response, command), stage)).toEqual({ code, permanent });
  });

  it("is never ambiguous, not even after the dot", () => {
    expect(classifySmtpError(answered("451 4.3.0 later", "DATA"), "sent")).toMatchObject({ ambiguous: false });
  });

  it("keeps the server's text unchanged", () => {
    const failure = classifySmtpError(answered("550 5.1.1 <ada> who?", "RCPT TO"), "envelope");
    expect(failure).toMatchObject({ reply: "550 5.1.1 <ada> who?" });
    expect(failure.message).toContain("550 5.1.1 <ada> who?");
  });

  it("cuts a reply of any length", () => {
    expect(classifySmtpError(answered(`550 ${"x".repeat(50_000)}`, "RCPT TO"), "envelope").reply).toHaveLength(1_000);
  });
});

describe("no reply", () => {
  it.each(["ETIMEDOUT", "ECONNECTION", "ESOCKET", "EPROTOCOL"])(
    "%s before the dot is a server out of reach",
    (code) => {
      expect(classifySmtpError(silent(code), "envelope")).toMatchObject({ code: "smtp_unavailable", ambiguous: false });
    },
  );

  it.each(["ETIMEDOUT", "ECONNECTION", "ESOCKET", "EPROTOCOL"])("%s after the dot is ambiguous", (code) => {
    expect(classifySmtpError(silent(code), "sent")).toMatchObject({ code: "delivery_unknown", ambiguous: true });
  });

  it("includes a reply after the dot that neither accepts nor refuses", () => {
    expect(classifySmtpError(answered("354 go on", "DATA"), "sent")).toMatchObject({ ambiguous: true });
  });
});

describe("a refusal before the connection", () => {
  it("rejects the recipient for an address that RCPT cannot have", () => {
    const error = Object.assign(new Error("Invalid recipient"), { code: "EENVELOPE", command: "API" });
    expect(verdictOf(error, "envelope")).toEqual({ code: "recipient_rejected", permanent: true });
  });

  it("rejects a mail beyond the server's size limit", () => {
    const error = Object.assign(new Error("too large"), { code: "EMESSAGE", command: "MAIL FROM" });
    expect(verdictOf(error, "envelope")).toEqual({ code: "message_rejected", permanent: true });
  });
});
