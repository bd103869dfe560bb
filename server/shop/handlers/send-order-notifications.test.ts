import "#server/modules.ts";
import { describe, expect, it } from "vitest";
import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { Mail, Ports } from "#server/delivery/handlers/ports.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

const receipt = { reply: "250 Ok", providerMessageId: "4X" };

/** Ports with one customer that record the mails. */
function ports(customer: { id: string; name: string; email: string } | null) {
  const sent: { mail: Mail; idempotencyKey: string }[] = [];
  const fake: Ports = {
    mailer: {
      async send(mail, { idempotencyKey }) {
        sent.push({ mail, idempotencyKey });
        return receipt;
      },
    },
    webhooks: { post: () => Promise.reject(new Error("no webhook was expected")) },
    accounts: { find: async () => null, linkFor: () => Promise.reject(new Error("no link was expected")) },
    orders: { cancelLink: async (id) => `https://shop.example.com/orders/${id}#cancel=token` },
    customers: { find: async (id) => (customer?.id === id ? customer : null) },
  };
  return { fake, sent };
}

type Context = Parameters<HandlerDefinition["run"]>[0];

const contextOf = (type: string): Context => {
  const definition = messages().find((message) => message.type === type);
  if (!definition) throw new Error(`there is no message ${type}`);
  if (!("orderId" in definition.example)) throw new Error(`${type} is not about an order`);
  const { orderId } = definition.example;
  return {
    message: {
      id: "m1",
      type,
      subject: `orders/${orderId}`,
      occurredAt: new Date(),
      data: { ...definition.example, email: "typed@example.com" },
    },
    idempotencyKey: "key-1",
    attempt: 1,
    signal: new AbortController().signal,
  } as Context;
};

const customer = { id: "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a18", name: "Ada Lovelace", email: "stored@example.com" };

describe("an order mail", () => {
  it.each([
    ["order.created", "Order 0191D0A4 is confirmed"],
    ["order.shipped", "Order 0191D0A4 was shipped"],
    ["order.cancelled", "Order 0191D0A4 is cancelled"],
  ])("for %s is '%s'", async (type, subject) => {
    const { fake, sent } = ports(customer);
    await expect(sendOrderNotifications.run(contextOf(type), fake)).resolves.toEqual(receipt);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ mail: { subject }, idempotencyKey: "key-1" });
  });

  it("goes to the address in the payload, under the customer's name", async () => {
    const { fake, sent } = ports(customer);
    await sendOrderNotifications.run(contextOf("order.created"), fake);
    expect(sent[0]?.mail.to).toEqual({ name: "Ada Lovelace", address: "typed@example.com" });
  });

  it("is dead at once when the customer does not exist", async () => {
    const { fake, sent } = ports(null);
    await expect(sendOrderNotifications.run(contextOf("order.created"), fake)).rejects.toMatchObject({
      name: "PermanentError",
      code: "customer_not_found",
    });
    expect(sent).toEqual([]);
  });
});

describe("correcting the recipient", () => {
  it.each(["order.created", "order.shipped", "order.cancelled"])(
    "of %s changes the address and nothing else",
    (type) => {
      const fix = sendOrderNotifications.fixes.find((candidate) => candidate.messageType === type);
      const data = messages().find((message) => message.type === type)?.example;
      const input = fix?.input.parse({ email: "right@example.com" });
      expect(input).toEqual({ email: "right@example.com", updateCustomer: false });
      expect(fix?.apply(data, input)).toEqual({ ...data, email: "right@example.com" });
      expect(fix?.initial(data)).toEqual({ email: "ada@example.com", updateCustomer: false });
      expect(fix?.when).toEqual(["recipient_rejected"]);
    },
  );

  it("takes a plain address only", () => {
    const [fix] = sendOrderNotifications.fixes;
    expect(fix?.input.safeParse({ email: "a@b.example\r\nBcc: eve@example.com" }).success).toBe(false);
  });
});
