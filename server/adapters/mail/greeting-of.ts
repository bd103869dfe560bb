import { maskSign } from "#server/contracts/email-address.ts";
import { isPersonName } from "#server/contracts/person-name.ts";

/** A name as a mail may show it; empty for one that could carry a message of its own. */
export const shownName = (name: string): string => (isPersonName(name.replaceAll(maskSign, "x")) ? name : "");

/** `Hello Ada,`, and `Hello,` where the name is not fit to be shown. */
export const greetingOf = (name: string): string => {
  const shown = shownName(name);
  return shown === "" ? "Hello," : `Hello ${shown},`;
};
