import { startPlainBoss } from "#bench/rig/plain-boss.ts";
import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { orderConfirmation } from "#server/shop/templates/order-confirmation.ts";

// The baseline of latency, a process of its own: pg-boss's worker with notify, whose handler sends the mail that ours sends.
// node bench/rig/bare-mailer.ts <url> <smtp port>
const [url = "", smtpPort = ""] = process.argv.slice(2);
const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${smtpPort}`, from: "Store <orders@redeliver.example>" });
const boss = await startPlainBoss(url, { useListenNotify: true });
const signal = new AbortController().signal;

type Data = { orderId: string; orderTotal: number; currency: string; email: string };
const options = { localConcurrency: 10, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
await boss.work<Data>("mails", options, async (jobs) => {
  for (const { id, data } of jobs) {
    const { orderId, orderTotal: totalCents, currency, email } = data;
    const mail = orderConfirmation({ customerName: "Ada Lovelace", orderId, totalCents, currency, cancelLink: "" });
    await mailer.send({ to: { name: "Ada Lovelace", address: email }, ...mail }, { idempotencyKey: id, signal });
  }
});
process.send?.("ready");
process.once("disconnect", () => process.exit(0));
