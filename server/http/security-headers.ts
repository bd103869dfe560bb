/** On every response of our HTTP server. A page that needs a content policy of its own replaces the one here. */
export const securityHeaders: readonly [name: string, value: string][] = [
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "same-origin"],
  ["X-Frame-Options", "DENY"],
  ["Content-Security-Policy", "frame-ancestors 'none'"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
];
