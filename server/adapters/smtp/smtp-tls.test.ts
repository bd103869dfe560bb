import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, expect, it } from "vitest";
import { openSmtpConnection } from "#server/adapters/smtp/open-smtp-connection.ts";
import { readSmtpUrl } from "#server/platform/env/read-smtp-url.ts";
import { selfSigned } from "#server/testing/servers/self-signed.ts";

const signal = new AbortController().signal;
const done = new Error("the test is over");

/** A mail server on this machine, and the parsed SMTP_URL of one on another machine. */
async function aServer(options: SMTPServerOptions) {
  let secured = 0;
  const onSecure: SMTPServerOptions["onSecure"] = (_socket, _session, proceed) => {
    secured += 1;
    proceed();
  };
  const server = new SMTPServer({ ...selfSigned(), authOptional: true, onSecure, ...options });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  const { port } = server.server.address() as AddressInfo;
  const open = (query = "") => {
    const place = { ...readSmtpUrl(`smtp://mail.example.com${query}`), host: "127.0.0.1", port };
    return openSmtpConnection(place, 5_000, signal, () => {});
  };
  return { open, secured: () => secured };
}

it("sends nothing to a server without STARTTLS, and names the setting that allows it", async () => {
  const far = await aServer({ disabledCommands: ["STARTTLS"] });
  await expect(far.open()).rejects.toThrow(/no TLS with the mail server.*tls=off/);
  const { channel } = await far.open("?tls=off");
  expect(far.secured()).toBe(0);
  channel.fail(done);
});

it("refuses an untrusted certificate, unless the URL allows it", async () => {
  const far = await aServer({});
  await expect(far.open()).rejects.toThrow(/self-signed certificate/);
  const { channel } = await far.open("?tls.rejectUnauthorized=false");
  expect(far.secured()).toBe(1);
  channel.fail(done);
});
