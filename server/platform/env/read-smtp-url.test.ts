import { expect, it } from "vitest";
import { parseEnv } from "#server/platform/env/env.ts";
import { findSmtpFault, readSmtpUrl } from "#server/platform/env/read-smtp-url.ts";

it("verifies certificates except on this machine", () => {
  expect(readSmtpUrl("smtps://mail.example.com").verifyCertificate).toBe(true);
  expect(readSmtpUrl("smtp://127.evil.example").verifyCertificate).toBe(true);
  expect(readSmtpUrl("smtp://127.0.0.1:1025").verifyCertificate).toBe(false);
  expect(readSmtpUrl("smtp://[::1]:1025").verifyCertificate).toBe(false);
});

it("lets an operator turn verification off explicitly", () => {
  expect(readSmtpUrl("smtps://mail.example.com?tls.rejectUnauthorized=false").verifyCertificate).toBe(false);
});

it("sends nothing to another machine without TLS, unless the URL says tls=off", () => {
  expect(readSmtpUrl("smtp://ada:pass@mail.example.com").requireTls).toBe(true);
  expect(readSmtpUrl("smtp://mail.example.com").requireTls).toBe(true);
  expect(readSmtpUrl("smtp://127.evil.example").requireTls).toBe(true);
  expect(readSmtpUrl("smtp://mail.example.com?tls=off").requireTls).toBe(false);
  expect(readSmtpUrl("smtp://ada:pass@localhost").requireTls).toBe(false);
  expect(readSmtpUrl("smtp://127.0.0.1:1025").requireTls).toBe(false);
  expect(readSmtpUrl("smtps://mail.example.com").requireTls).toBe(false);
});

it("refuses tls=off where a password would be sent unencrypted, and unknown values", () => {
  expect(findSmtpFault("smtp://mail.example.com?tls=off")).toBeNull();
  expect(findSmtpFault("smtp://ada:pass@127.0.0.1?tls=off")).toBeNull();
  expect(findSmtpFault("smtp://ada:pass@mail.example.com?tls=off")).toContain("passwords are not sent unencrypted");
  expect(findSmtpFault("smtps://mail.example.com?tls=off")).toContain("smtps:");
  expect(findSmtpFault("smtp://mail.example.com?tls=no")).toContain("tls=off");
  expect(() => parseEnv({ SMTP_URL: "smtp://ada:pass@mail.example.com?tls=off" })).toThrow(
    "SMTP_URL: must not contain tls=off",
  );
});

it("decodes user and password, and uses the default ports of both schemes", () => {
  expect(readSmtpUrl("smtps://a%40b:p%3Aw@mail.example.com")).toMatchObject({
    auth: { user: "a@b", pass: "p:w" },
    port: 465,
    secure: true,
  });
  expect(readSmtpUrl("smtp://mail.example.com")).toMatchObject({ auth: undefined, port: 587, secure: false });
  expect(readSmtpUrl("smtp://[::1]:2525")).toMatchObject({ host: "::1", port: 2525 });
});
