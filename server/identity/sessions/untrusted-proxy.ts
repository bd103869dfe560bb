import { logFor } from "#server/platform/telemetry/log.ts";

type UntrustedProxy = { address: string; at: string };

// Next's bundles load their own copy of this module. The page must share the state of the HTTP server.
const store = globalThis as typeof globalThis & { redeliverUntrustedProxy?: UntrustedProxy };

/** The last address that sent X-Forwarded-For and that TRUSTED_PROXIES does not list; null where there was none. */
export const untrustedProxy = (): UntrustedProxy | null => store.redeliverUntrustedProxy ?? null;

/** Records that an untrusted address sent X-Forwarded-For, and logs it once per process. */
export function recordUntrustedProxy(address: string): void {
  if (!store.redeliverUntrustedProxy) {
    const sentence =
      "requests carry X-Forwarded-For from an address that TRUSTED_PROXIES does not list: all clients behind it look like one address";
    logFor("access").warn({ address }, sentence);
  }
  store.redeliverUntrustedProxy = { address, at: new Date().toISOString() };
}
