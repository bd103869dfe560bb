import type { ModulePorts, PortsWorld, PreviewWorld } from "#server/delivery/handlers/ports.ts";
import { createAccountLink } from "#server/identity/accounts/create-account-link.ts";
import { findUser } from "#server/identity/accounts/sql/find-user.ts";

export type AccountDirectory = {
  /** A user whose account is enabled, or null. */
  find(userId: string): Promise<{ name: string; email: string } | null>;
  /** A new link to choose a password. Every attempt of a mail has its own: only its hash is stored. */
  linkFor(userId: string, purpose: "invitation" | "reset"): Promise<string>;
};

declare module "#server/delivery/handlers/ports.ts" {
  interface Ports {
    accounts: AccountDirectory;
  }
}

/** The accounts of the console, and links to choose a password. */
export const identityPorts = ({ env, queryable }: PortsWorld): Pick<ModulePorts, "accounts"> => ({
  accounts: {
    find: (userId) => findUser(queryable, userId),
    linkFor: (userId, purpose) => createAccountLink(queryable, env, userId, purpose),
  },
});

/** The same for a preview. A real link is a secret that is created when the mail is sent. */
export const identityPreviewPorts = ({ env, queryable, show }: PreviewWorld): Pick<ModulePorts, "accounts"> => ({
  accounts: {
    find: async (id) => show(await findUser(queryable, id)),
    linkFor: async () => `${env.APP_URL ?? `http://localhost:${env.PORT ?? 3000}`}/choose-password#created-when-sent`,
  },
});
