import "#server/modules.ts";
import { expect, it } from "vitest";
import { runHandler } from "#server/delivery/handlers/run-handler.ts";
import { sendAccountMails } from "#server/identity/handlers/send-account-mails.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

const userId = "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a19";
const run = (type: string, data: object, world = recordingPorts()) => {
  const message = { id: userId, type, version: 1, subject: `users/${userId}`, data, occurredAt: new Date() };
  const input = { message, idempotencyKey: "key", attempt: 1, signal: new AbortController().signal };
  return runHandler(sendAccountMails, input, world.ports).then(() => world.mails);
};

it.each([
  ["account.invited", "invitation"],
  ["password.reset-requested", "reset"],
])("mails %s to the account's own address, with a link of its own", async (type, purpose) => {
  const [mail] = await run(type, { userId });
  expect(mail).toMatchObject({ to: { name: "Maya Ito", address: "maya@example.com" }, idempotencyKey: "key" });
  const link = `https://ops.example.com/choose-password#${purpose}-of-${userId}`;
  expect(mail?.text).toContain(link);
  expect(mail?.html).toContain(link);
});

it("reads no address from the payload, so that an edit cannot redirect a link", async () => {
  await expect(run("account.invited", { userId, email: "evil@example.com" })).rejects.toThrow(/does not fit/);
});

it("fails permanently where the account is disabled", async () => {
  const world = recordingPorts();
  world.ports.accounts.find = async () => null;
  await expect(run("account.invited", { userId }, world)).rejects.toMatchObject({ code: "account_not_found" });
});
