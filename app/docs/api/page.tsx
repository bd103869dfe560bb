import "#server/modules.ts";
import type { Metadata } from "next";
import Link from "next/link";
import * as z from "zod";
import { Logo } from "#components/marks/logo.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { whoMay } from "#server/contracts/identity/access.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { problemsOf } from "#server/http/describe-routes.ts";
import { problemSlug, shapeOf } from "#server/http/problem.ts";
import type { RouteDefinition } from "#server/http/route.ts";
import { type RouteTable, routes } from "#server/http/routes.ts";

export const metadata: Metadata = { title: { absolute: "API · Redeliver" } };

const table: RouteTable = routes;
const operations = Object.entries(table).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { definition }]) => (definition ? [{ path, method, definition }] : [])),
);
const link = "link inline-flex items-center max-desk:min-h-11";

/** The API's reference, from the declarations that the server obeys: it cannot be older than the server. */
export default function ApiPage() {
  return (
    <main id="main" className="mx-auto grid max-w-[880px] gap-5 px-4 py-12">
      <Link href="/" aria-label="Redeliver, to the store" className="w-fit">
        <Logo size={32} />
      </Link>
      <h1 className="text-verdict">The API</h1>
      <div className="grid max-w-[72ch] gap-2 text-pretty text-fg-2">
        <p>
          JSON in, JSON out. A script sends <code>Authorization: Bearer</code> with a token that an admin made under{" "}
          <Link href="/ops/settings/tokens" className={link}>
            API tokens
          </Link>
          . Errors are problem details (RFC 9457) with JSON pointers;{" "}
          <Link href="/problems" className={link}>
            every problem
          </Link>{" "}
          is explained.
        </p>
        <p>
          For programs:{" "}
          <a href="/api/openapi.json" className={link}>
            /api/openapi.json
          </a>
          , OpenAPI 3.1. The messages’ schemas:{" "}
          {messages().map(({ type }, index) => (
            <span key={type}>
              {index > 0 && ", "}
              <a href={`/schemas/${type}.json`} className={link}>
                {type}
              </a>
            </span>
          ))}
          .
        </p>
      </div>
      <div>
        {operations.map((one) => (
          <Operation key={`${one.method} ${one.path}`} {...one} />
        ))}
      </div>
    </main>
  );
}

type OperationProps = { method: string; path: string; definition: RouteDefinition };

function Operation({ method, path, definition }: OperationProps) {
  const { summary, auth, body, query, preconditions, idempotent, status = 200 } = definition;
  const notes = [
    preconditions && "Takes If-Match with the ETag of the version that was decided on.",
    idempotent && "Takes Idempotency-Key: the same key gives the same result, for 24 hours.",
    typeof definition.audit === "string" && `Recorded in the audit as ${definition.audit}.`,
  ].filter((note) => note !== false && note !== undefined);
  return (
    <details className="border-t border-line">
      <summary className="grid cursor-pointer gap-x-4 gap-y-0.5 py-2.5 hover:bg-hover desk:grid-cols-[64px_minmax(0,300px)_minmax(0,1fr)_auto]">
        <code className="font-semibold">{method}</code>
        <code className="wrap-anywhere">{path}</code>
        <span className="text-pretty">{summary}</span>
        <span>{auth === "public" ? <Chip tone="outline">public</Chip> : <Chip>{whoMay(auth)}</Chip>}</span>
      </summary>
      <div className="grid gap-3 pb-5 desk:ps-[80px]">
        {notes.length > 0 && <p className="text-pretty text-fg-2">{notes.join(" ")}</p>}
        {query && <Schema title="Query" schema={query} io="input" />}
        {body && <Schema title="Body" schema={body} io="input" />}
        <Schema title={`Answer, ${status}`} schema={definition.output} io="output" />
        <p className="text-fg-2">
          Problems:{" "}
          {problemsOf(definition).map((code, index) => (
            <span key={code}>
              {index > 0 && ", "}
              <Link href={`/problems/${problemSlug(code)}`} className={link}>
                {`${shapeOf(code).status} ${problemSlug(code)}`}
              </Link>
            </span>
          ))}
        </p>
      </div>
    </details>
  );
}

function Schema({ title, schema, io }: { title: string; schema: z.ZodType; io: "input" | "output" }) {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return (
    <div className="grid gap-1">
      <h2 className="text-xs font-medium text-fg-2">{title}</h2>
      <CodeBlock label={`JSON Schema: ${title}`} className="max-h-[320px]">
        {JSON.stringify(json, null, 2)}
      </CodeBlock>
    </div>
  );
}
