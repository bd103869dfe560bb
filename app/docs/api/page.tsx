import "#server/modules.ts";
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
    <>
      {/* Scalar gives its style element the nonce that it finds here. */}
      <meta property="csp-nonce" content={nonce} />
      <noscript>
        The API reference requires JavaScript. The OpenAPI document is at{" "}
        <a href="/api/openapi.json">/api/openapi.json</a>.
      </noscript>
      <ApiReference source={scalarScript} />
    </>
  );
}
