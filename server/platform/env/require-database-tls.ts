import { isLoopback } from "#server/platform/is-loopback.ts";
import { sqlStateOf } from "#server/platform/sql-state.ts";

/** No packet leaves this machine for it: loopback or a socket's folder. A host that the URL does not name may be anywhere. */
const isLocal = (host: string): boolean => isLoopback(host) || host.startsWith("/");

const hostOf = (url: URL): string =>
  (url.searchParams.get("host") ?? decodeURIComponent(url.hostname)).replace(/^\[(.*)\]$/, "$1");

/** Modes that node-postgres verifies fully, and warns about because libpq does not. */
const verified = new Set(["allow", "prefer", "require", "verify-ca", "verify-full"]);
const asWritten = new Set(["disable", "no-verify"]);
export const sslModes: readonly string[] = [...verified, ...asWritten];

/**
 * A PostgreSQL URL that says how it is secured. Off this machine TLS with a verified certificate is used unless the URL says
 * `sslmode=disable` or `sslmode=no-verify`; on it, only where the URL asks. `ssl` and `uselibpqcompat`, node-postgres's and
 * libpq's own words, stay as they were written.
 */
export function requireDatabaseTls(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get("sslmode");
  if (url.searchParams.has("ssl") || (mode !== null && url.searchParams.has("uselibpqcompat"))) return databaseUrl;
  if (mode === null ? isLocal(hostOf(url)) : asWritten.has(mode)) return databaseUrl;
  url.searchParams.set("sslmode", "verify-full");
  return url.href;
}

/** Node's and OpenSSL's error codes of an invalid certificate. */
const certificate = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

/** The remedy for a connection that failed because of TLS, or null for another cause. */
export function explainTlsFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.message === "The server does not support SSL connections") {
    return (
      "The database offers no TLS, which is required because DATABASE_URL names another machine. Turn on ssl there, " +
      "or add sslmode=disable to the URL where the network is trusted."
    );
  }
  if (!certificate.test(sqlStateOf(error))) return null;
  return (
    `The database's certificate is not trusted: ${error.message}. Name its authority with sslrootcert=/path/to/ca.pem in ` +
    "DATABASE_URL, or add sslmode=no-verify to encrypt without verification."
  );
}
