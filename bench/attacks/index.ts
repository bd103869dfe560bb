import { addressSearch } from "#bench/attacks/address-search.ts";
import { cancelOrder } from "#bench/attacks/cancel-order.ts";
import type { Attack } from "#bench/attacks/define-attack.ts";
import { demoSession } from "#bench/attacks/demo-session.ts";
import { drain } from "#bench/attacks/drain.ts";
import { fieldTakeover } from "#bench/attacks/field-takeover.ts";
import { fuzz } from "#bench/attacks/fuzz.ts";
import { signIn } from "#bench/attacks/sign-in.ts";
import { smtpReplies } from "#bench/attacks/smtp-replies.ts";
import { storeFlood } from "#bench/attacks/store-flood.ts";
import { tokens } from "#bench/attacks/tokens.ts";

/** Every attack that `npm run prove -- attack` repeats. */
export const attacks: readonly Attack[] = [
  demoSession,
  tokens,
  addressSearch,
  fieldTakeover,
  cancelOrder,
  smtpReplies,
  drain,
  storeFlood,
  fuzz,
  signIn,
];
