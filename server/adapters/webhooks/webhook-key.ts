/** The bytes to sign with: Standard Webhooks writes a secret as `whsec_` and base64; any other text is its own bytes. */
export const webhookKey = (secret: string): Buffer =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret, "utf8");
