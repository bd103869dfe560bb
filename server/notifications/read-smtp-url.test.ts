import { expect, it } from "vitest";
import { readSmtpUrl } from "#server/notifications/read-smtp-url.ts";

it("verifies certificates of every server but one on this machine", () => {
  expect(readSmtpUrl("smtps://mail.example.com").verifyCertificate).toBe(true);
  expect(readSmtpUrl("smtp://127.evil.example").verifyCertificate).toBe(true);
  expect(readSmtpUrl("smtp://127.0.0.1:1025").verifyCertificate).toBe(false);
  expect(readSmtpUrl("smtp://[::1]:1025").verifyCertificate).toBe(false);
});

it("lets an operator switch the verification off in so many words", () => {
  expect(readSmtpUrl("smtps://mail.example.com?tls.rejectUnauthorized=false").verifyCertificate).toBe(false);
});

it("does not send a password to another machine without TLS", () => {
  expect(readSmtpUrl("smtp://ada:pass@mail.example.com").requireTls).toBe(true);
  expect(readSmtpUrl("smtp://ada:pass@localhost").requireTls).toBe(false);
  expect(readSmtpUrl("smtp://mail.example.com").requireTls).toBe(false);
});

it("decodes names and passwords and knows the ports of both schemes", () => {
  expect(readSmtpUrl("smtps://a%40b:p%3Aw@mail.example.com")).toMatchObject({
    auth: { user: "a@b", pass: "p:w" },
    port: 465,
    secure: true,
  });
  expect(readSmtpUrl("smtp://mail.example.com")).toMatchObject({ auth: undefined, port: 587, secure: false });
  expect(readSmtpUrl("smtp://[::1]:2525")).toMatchObject({ host: "::1", port: 2525 });
});
