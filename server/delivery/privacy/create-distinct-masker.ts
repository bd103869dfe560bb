import { maskEmail } from "#server/contracts/email-address.ts";
import type { MaskValue } from "#server/delivery/privacy/mask-payload.ts";

/** A mask for payloads that are compared: different values with the same mask are numbered, so that a change stays visible. */
export function createDistinctMasker(): MaskValue {
  const seen = new Map<string, string[]>();
  return (value) => {
    const mask = maskEmail(value);
    const values = seen.get(mask) ?? [];
    if (!values.includes(value)) seen.set(mask, [...values, value]);
    const index = values.indexOf(value);
    const number = (index < 0 ? values.length : index) + 1;
    return number === 1 ? mask : `${mask} (${number})`;
  };
}
