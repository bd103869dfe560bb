// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { formatMoney } from "#server/shop/templates/format-money.ts";
import { orderCancelled } from "#server/shop/templates/order-cancelled.ts";
import { orderConfirmation } from "#server/shop/templates/order-confirmation.ts";
import { orderShipped } from "#server/shop/templates/order-shipped.ts";

const orderId = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";
const cancelLink = `https://shop.example.com/orders/${orderId}#cancel=abc`;
const order = (customerName: string) => ({ customerName, orderId, totalCents: 7420, currency: "EUR", cancelLink });

const mails = [
  ["confirmation", orderConfirmation, "Order 0191D0A4 is confirmed"],
  ["shipped", orderShipped, "Order 0191D0A4 was shipped"],
  ["cancelled", orderCancelled, "Order 0191D0A4 is cancelled"],
] as const;

const parse = (markup: string) => new DOMParser().parseFromString(markup, "text/html");

describe.each(mails)("the mail of an order: %s", (_name, render, subject) => {
  it("names the order and the event in its subject", () => {
    expect(render(order("Ada")).subject).toBe(subject);
  });

  it("greets the customer by name and names the order, in both forms", () => {
    const mail = render(order("Ada Lovelace"));
    for (const words of [parse(mail.html).body.textContent, mail.text]) {
      expect(words).toContain("Hello Ada Lovelace,");
      expect(words).toContain("Order 0191D0A4");
    }
  });

  it.each(["<img src=x onerror=alert(1)>", "{{7*7}}", "</td></table><script>alert(1)</script>", "javascript:alert(1)"])(
    "makes no element of a name such as %s",
    (name) => {
      const plain = parse(render(order("Ada")).html);
      const evil = parse(render(order(name)).html);
      expect(evil.querySelectorAll("*")).toHaveLength(plain.querySelectorAll("*").length);
      expect(evil.body.textContent).toContain(`Hello ${name},`);
      expect(evil.querySelectorAll("script, img, a")).toHaveLength(0);
    },
  );

  it.each(["Win at https://evil.example", "evil.com", "a\u202eb"])("leaves the name %s out of the greeting", (name) => {
    const mail = render(order(name));
    for (const words of [parse(mail.html).body.textContent, mail.text]) {
      expect(words).toContain("Hello,");
      expect(words).not.toContain(name);
    }
  });

  it("is at most 600 px wide, offers both colour schemes and loads nothing", () => {
    const document = parse(render(order("Ada")).html);
    expect(document.querySelector('meta[name="color-scheme"]')?.getAttribute("content")).toBe("light dark");
    expect(document.querySelector("table table")?.getAttribute("style")).toContain("max-width:600px");
    expect(document.querySelectorAll("[src], link, [href]")).toHaveLength(0);
    expect(document.querySelector("html")?.getAttribute("lang")).toBe("en");
  });
});

it("shows the total of a confirmed order", () => {
  const mail = orderConfirmation(order("Ada"));
  expect(parse(mail.html).body.textContent).toContain("€74.20");
  expect(mail.text).toContain("Total: €74.20");
  expect(mail.text).toContain(cancelLink);
});

it("counts in the minor unit of the currency", () => {
  expect(formatMoney(7420, "JPY")).toBe("¥7,420");
  expect(formatMoney(0, "USD")).toBe("$0.00");
  expect(formatMoney(123_456_789, "EUR")).toBe("€1,234,567.89");
});
