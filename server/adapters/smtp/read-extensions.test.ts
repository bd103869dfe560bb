import { expect, it } from "vitest";
import { readExtensions } from "#server/adapters/smtp/read-extensions.ts";

it("reads the extensions, and ignores the greeting", () => {
  const text = "250-STARTTLS PIPELINING\n250-size 1000\n250-AUTH PLAIN login\n250-AUTH=CRAM-MD5\n250 SMTPUTF8";
  expect(readExtensions(text)).toEqual({
    startTls: false,
    pipelining: false,
    smtpUtf8: true,
    auth: ["PLAIN", "LOGIN", "CRAM-MD5"],
    size: true,
    largestBytes: 1_000,
  });
  expect(readExtensions("250 hi")).toMatchObject({ auth: null, size: false, largestBytes: 0 });
  expect(readExtensions("250-hi\n250 SIZE nonsense")).toMatchObject({ size: true, largestBytes: 0 });
});
