import type { EngineModule } from "#server/delivery/handlers/registry.ts";
import { identityPorts, identityPreviewPorts } from "#server/identity/handlers/ports.ts";
import { sendAccountMails } from "#server/identity/handlers/send-account-mails.ts";
import { identityMessages } from "#server/identity/messages/index.ts";

/** The accounts of the console and their mails. */
export const identity: EngineModule = {
  ...identityMessages,
  handlers: [sendAccountMails],
  ports: identityPorts,
  previewPorts: identityPreviewPorts,
};
