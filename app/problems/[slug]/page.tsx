import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { problemCodes, problemSlug, shapeOf } from "#server/http/response/problem.ts";
import { problemGuide } from "#server/http/response/problem-guide.ts";

type Props = { params: Promise<{ slug: string }> };

async function problemOf({ params }: Props) {
  const { slug } = await params;
  const code = problemCodes.find((known) => problemSlug(known) === slug);
  return code ? { code, ...shapeOf(code), ...problemGuide[code] } : null;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await problemOf(props))?.title ?? "Problem not found" };
}

/** Page of a problem type (RFC 9457). */
export default async function ProblemPage(props: Props) {
  const problem = await problemOf(props);
  if (!problem) notFound();
  return (
    <>
      <p className="font-mono text-fg-2 text-sm">HTTP {problem.status}</p>
      <h1 className="text-pretty text-page-title">{problem.title}</h1>
      <h2 className="font-semibold">Meaning</h2>
      <p className="text-pretty text-fg-2">{problem.meaning}</p>
      <h2 className="font-semibold">Resolution</h2>
      <p className="text-pretty text-fg-2">{problem.remedy}</p>
      <p>
        <Link className="underline" href="/problems">
          All problems
        </Link>
      </p>
    </>
  );
}
