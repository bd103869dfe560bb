import * as z from "zod";
import { defineMessage } from "#server/delivery/messages/define-message.ts";

/** An admin created an account without a password. The payload has no address and no link, because payloads can be edited. */
export const accountInvited = defineMessage({
  type: "account.invited",
  source: "/redeliver/identity",
  label: "Account invited",
  data: z.strictObject({ userId: z.uuid().meta({ edit: "immutable" }) }),
  givesAccess: true,
  subject: ({ userId }) => `users/${userId}`,
  example: { userId: "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a19" },
});
