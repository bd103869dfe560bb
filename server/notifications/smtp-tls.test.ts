import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, expect, it } from "vitest";
import { openSmtpConnection } from "#server/notifications/open-smtp-connection.ts";
import { readSmtpUrl } from "#server/notifications/read-smtp-url.ts";
import { selfSigned } from "#server/testing/self-signed.ts";

const signal = new AbortController().signal;

/** A mail server on this machine, and what SMTP_URL makes of one that is on another. */
async function aServer(options: SMTPServerOptions) {
  const server = new SMTPServer({ ...selfSigned(), authOptional: true, ...options });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  const { port } = server.server.address() as AddressInfo;
  return (query = "") => ({ ...readSmtpUrl(`smtp://mail.example.com${query}`), host: "127.0.0.1", port });
}

it("sends nothing to a server without STARTTLS, and says how to do so all the same", async () => {
  const far = await aServer({ disabledCommands: ["STARTTLS"] });
  await expect(openSmtpConnection(far(), 5_000, signal)).rejects.toThrow(/no TLS with the mail server.*tls=off/);
  const connection = await openSmtpConnection(far("?tls=off"), 5_000, signal);
  expect(connection.secure).toBe(false);
  connection.close();
});

it("does not trust a certificate that nobody vouches for, unless the URL says so", async () => {
  const far = await aServer({});
  await expect(openSmtpConnection(far(), 5_000, signal)).rejects.toThrow(/self-signed certificate/);
  const connection = await openSmtpConnection(far("?tls.rejectUnauthorized=false"), 5_000, signal);
  expect(connection.secure).toBe(true);
  connection.close();
});
