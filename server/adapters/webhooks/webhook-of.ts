import { Webhook } from "standardwebhooks";

/** The signer and verifier of a secret: `whsec_` and base64, or any other text, which is used as its own bytes. */
export const webhookOf = (secret: string): Webhook =>
  new Webhook(
    secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret, "utf8"),
    { format: "raw" },
  );
