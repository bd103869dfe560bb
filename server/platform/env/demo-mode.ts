import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { isLoopback } from "#server/platform/is-loopback.ts";

/** The values of DEMO_MODE and their meaning. */
export const demoSettings = { "0": "off", false: "off", "1": "local", true: "local", public: "public" } as const;

/** The variables that decide the demo mode, unparsed. */
export type DemoFacts = {
  DEMO_MODE?: DemoMode | undefined;
  HOST: string;
} & Partial<
  Record<"APP_URL" | "SMTP_URL" | "ADMIN_EMAIL" | "ADMIN_PASSWORD" | "TRUSTED_PROXIES" | "DATABASE_URL", unknown>
>;

/** Settings of a production installation: any of them turns the default demo off. */
const productionSettings = [
  "APP_URL",
  "SMTP_URL",
  "ADMIN_EMAIL",
  "ADMIN_PASSWORD",
  "TRUSTED_PROXIES",
  "DATABASE_URL",
] as const;

/**
 * The demo mode of an environment. On by default only on loopback and without production settings. The local demo makes any
 * visitor admin, so it is refused where other machines can reach the server; `fault` says what to do.
 */
export function decideDemo(given: DemoFacts): { mode: DemoMode } | { fault: string } {
  const plain = productionSettings.every((name) => given[name] === undefined);
  const mode = given.DEMO_MODE ?? (plain && isLoopback(given.HOST) ? "local" : "off");
  if (mode !== "local") return { mode };
  const reasons: string[] = [];
  if (!isLoopback(given.HOST)) reasons.push(`HOST ${given.HOST} is not loopback`);
  if (typeof given.APP_URL === "string") {
    const { protocol, hostname } = new URL(given.APP_URL);
    if (protocol === "https:" || !isLoopback(hostname)) reasons.push(`APP_URL is ${given.APP_URL}`);
  }
  if (reasons.length === 0) return { mode };
  return {
    fault: `lets any visitor be admin, and others can reach this server: ${reasons.join(", ")}. Remove DEMO_MODE, or set DEMO_MODE=public, which offers viewer and a limited operator`,
  };
}
