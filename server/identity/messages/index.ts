import type { ModuleMessages } from "#server/delivery/messages/registry.ts";
import { accountInvited } from "#server/identity/messages/account-invited.ts";
import { passwordResetRequested } from "#server/identity/messages/password-reset-requested.ts";

/** The events about accounts. Pure, because the browser loads them too. */
export const identityMessages: ModuleMessages = { messages: [accountInvited, passwordResetRequested] };
