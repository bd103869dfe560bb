import { maskSign } from "#server/contracts/email-address.ts";
import { isPersonName } from "#server/contracts/person-name.ts";

/** A name that a mail may show; empty for one that could contain a message, such as a URL. */
export const shownName = (name: string): string => (isPersonName(name.replaceAll(maskSign, "x")) ? name : "");

/** `Hello Ada,`, or `Hello,` where the name must not be shown. */
export const greetingOf = (name: string): string => {
  const shown = shownName(name);
  return shown === "" ? "Hello," : `Hello ${shown},`;
};
