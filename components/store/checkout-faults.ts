import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { ProblemDto } from "#server/contracts/problem.ts";
import { type PlaceOrderBody, placeOrderBody } from "#server/contracts/shop/order.ts";

/** Validation errors by field. `form` has errors of no field. */
export type CheckoutFaults = { name?: string; email?: string; form?: string };

const fields: Record<string, "name" | "email"> = { "/customer/name": "name", "/customer/email": "email" };

function collect(faults: { pointer: string; detail: string }[]): CheckoutFaults {
  const found: CheckoutFaults = {};
  for (const { pointer, detail } of faults) {
    const field = fields[pointer] ?? "form";
    found[field] ??= field === "form" && pointer.startsWith("/items") ? `The cart ${detail}` : detail;
  }
  return found;
}

/** Validates the form with the server's schema; null if valid. */
export function faultsOf(order: PlaceOrderBody): CheckoutFaults | null {
  const parsed = placeOrderBody.safeParse(order);
  if (parsed.success) return null;
  return collect(parsed.error.issues.map((issue) => ({ pointer: jsonPointer(issue.path), detail: issue.message })));
}

/** Field errors from the server. */
export const faultsOfProblem = (problem: ProblemDto): CheckoutFaults => collect(problem.errors ?? []);
