import type { Metadata } from "next";
import { headers } from "next/headers";
import { ApiReference } from "#app/docs/api/api-reference.tsx";
import { policyHeader } from "#server/http/request/own-headers.ts";
import { scalarScript } from "#server/http/scalar-script.ts";

export const metadata: Metadata = { title: { absolute: "API · Redeliver" } };

/** The API reference: Scalar, from this server's own document. */
export default async function ApiPage() {
  const nonce = /'nonce-([^']+)'/.exec((await headers()).get(policyHeader) ?? "")?.[1];
  return (
    <main id="main">
      {/* Scalar gives its style elements the nonce that it finds here. */}
      <meta property="csp-nonce" content={nonce} />
      <h1 className="sr-only">API reference</h1>
      <ApiReference source={scalarScript} />
    </main>
  );
}
