import * as z from "zod";
import { defineMessage } from "#server/delivery/messages/define-message.ts";

/** An admin sent a user a link to choose a new password. The payload has no address and no link, because payloads can be edited. */
export const passwordResetRequested = defineMessage({
  type: "password.reset-requested",
  source: "/redeliver/identity",
  label: "Password reset requested",
  data: z.strictObject({ userId: z.uuid().meta({ edit: "immutable" }) }),
  givesAccess: true,
  subject: ({ userId }) => `users/${userId}`,
  example: { userId: "0191d0a4-7f3c-7f6e-9a52-4f1c8be20a19" },
});
