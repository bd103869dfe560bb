import type { ModulePorts, PortsWorld, PreviewWorld } from "#server/delivery/handlers/ports.ts";
import type { Env } from "#server/platform/env/env.ts";
import { createCustomerFinder } from "#server/shop/customers/customer-finder.ts";
import { findCustomer } from "#server/shop/customers/get-customer.ts";
import { cancelLink, cancelTokens } from "#server/shop/orders/cancel-tokens.ts";

export type CustomerDirectory = {
  /** The customer, or null where there is none of that id. */
  find(customerId: string): Promise<{ id: string; name: string; email: string } | null>;
};

export type OrderLinks = {
  /** The order's page, with the secret by which its customer may cancel behind the #. */
  cancelLink(orderId: string): Promise<string>;
};

declare module "#server/delivery/handlers/ports.ts" {
  interface Ports {
    customers: CustomerDirectory;
    orders: OrderLinks;
  }
}

/** The store's customers and order links. */
export const shopPorts = ({ env, queryable }: PortsWorld): Pick<ModulePorts, "customers" | "orders"> => ({
  customers: { find: createCustomerFinder(queryable) },
  orders: { cancelLink: async (orderId) => cancelLink(env, orderId, (await cancelTokens(queryable))(orderId)) },
});

/** The same for a preview. The link's secret belongs to the customer, so a preview shows a placeholder. */
export const shopPreviewPorts = ({
  env,
  queryable,
  show,
}: PreviewWorld): Pick<ModulePorts, "customers" | "orders"> => ({
  customers: { find: async (id) => show(await findCustomer(queryable, id)) },
  orders: { cancelLink: async (orderId) => cancelLink(env, orderId, "created-when-sent") },
});

/** The store's receivers of webhooks. */
export const shopReceivers = ({ WAREHOUSE_WEBHOOK_URL: url, WAREHOUSE_WEBHOOK_SECRET: secret }: Env) => ({
  warehouse: url !== undefined && secret !== undefined ? { url, secret } : null,
});
