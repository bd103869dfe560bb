import type { Metadata } from "next";
import Link from "next/link";
import { problemCodes, problemSlug, shapeOf } from "#server/http/response/problem.ts";

export const metadata: Metadata = { title: "Problems" };

export default function ProblemsPage() {
  const problems = problemCodes.map((code) => ({ slug: problemSlug(code), ...shapeOf(code) }));
  problems.sort((one, other) => one.status - other.status);
  return (
    <>
      <h1 className="text-page-title">Problems</h1>
      <p className="text-pretty text-fg-2">
        API errors have the type <code>application/problem+json</code> (RFC 9457). <code>type</code> is one of these.
      </p>
      <ul className="grid gap-2">
        {problems.map(({ slug, status, title }) => (
          <li key={slug} className="flex gap-3">
            <span className="font-mono text-fg-2">{status}</span>
            <Link className="underline" href={`/problems/${slug}`}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
