import { env } from "#server/platform/env/env.ts";

const common = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
};

/** A year, and only where this server is reached by TLS: it would lock a browser out of plain HTTP. */
const strictTransport = { "Strict-Transport-Security": "max-age=31536000; includeSubDomains" };

/** On every response of our HTTP server. */
export const securityHeaders = (): Record<string, string> =>
  env().APP_URL?.startsWith("https:") ? { ...common, ...strictTransport } : common;

/** An answer of the API is data: a browser may load and run nothing from it, whatever type it detects. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** On everything that is not a page. */
export const dataHeaders = (): Record<string, string> => ({
  ...securityHeaders(),
  "Content-Security-Policy": dataPolicy,
});

/** The page of Scalar. Nothing links to it within the app: a soft navigation would keep the policy of the page before. */
const apiReference = "/docs/api";

/** Two styles that Scalar 1.76.0 writes without a nonce, by their content. Update them with `scalarScript`. */
const scalarStyles =
  " 'sha256-l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI=' 'sha256-T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo='";

/**
 * A page may load and run our own files, and scripts and styles with this response's nonce. Style attributes are
 * allowed: React writes them, and they run nothing. Development needs eval and a socket for hot reload.
 */
export function pagePolicy(nonce: string, path: string): string {
  if (env().NODE_ENV === "development") return "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-elem 'self' 'nonce-${nonce}'${path === apiReference ? scalarStyles : ""}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    // The inbox shows mails in frames without an origin, without scripts.
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
