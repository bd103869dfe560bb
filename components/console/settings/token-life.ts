import { defaultTokenDays } from "#server/contracts/identity/api-token.ts";

/** Expiries in the select field. The API takes any number of days up to 366. */
export const expiryOptions = [
  { value: "30", label: "in 30 days" },
  { value: String(defaultTokenDays), label: `in ${defaultTokenDays} days` },
  { value: "180", label: "in 180 days" },
  { value: "366", label: "in 366 days" },
  { value: "never", label: "never (recorded in the audit log)" },
] as const;

/** Days of a choice for the API; null is never. */
export const daysOf = (expiry: string): number | null => (expiry === "never" ? null : Number(expiry));

export const overlapOptions = [
  { value: "24", label: "accepted for 24 h" },
  { value: "168", label: "accepted for 7 days" },
  { value: "0", label: "rejected immediately" },
] as const;
