import { cleanup, render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { rememberOrder, useCancelToken } from "#components/store/my-orders.ts";

const id = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";
const order = { id, at: "2026-11-30T10:00:00Z", totalCents: 1400, currency: "EUR" };

function Token() {
  return <output>{useCancelToken(id) ?? "none"}</output>;
}

beforeEach(() => {
  cleanup();
  window.localStorage.clear();
  window.location.hash = "";
});

test("other browsers have no secret", () => {
  render(<Token />);
  expect(screen.getByRole("status").textContent).toBe("none");
});

test("the browser that placed the order stores its secret", () => {
  rememberOrder({ ...order, cancelToken: "kept" });
  render(<Token />);
  expect(screen.getByRole("status").textContent).toBe("kept");
});

test("the e-mail link contains the secret after the #", () => {
  window.location.hash = "#cancel=from-the-mail";
  render(<Token />);
  expect(screen.getByRole("status").textContent).toBe("from-the-mail");
});

test("orders stored without a secret are listed", () => {
  rememberOrder(order);
  render(<Token />);
  expect(screen.getByRole("status").textContent).toBe("none");
});
