import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { requireVisitor } from "#app/visitor.ts";
import { CauseView } from "#components/console/causes/cause-view.tsx";
import { causeQuery, causesPerPage } from "#components/console/causes/causes-query.ts";
import { getCause } from "#server/triage/causes/get-cause.ts";
import { decodeCursor } from "#server/triage/keyset/cursor.ts";
import { maskCause } from "#server/triage/privacy/mask-cause.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Failure cause");

type Props = {
  params: Promise<{ fingerprint: string }>;
  searchParams: Promise<{ cursor?: string | string[] }>;
};

export default forRole("dead-letters.read", "Failure causes", async ({ params, searchParams }: Props) => {
  const { fingerprint } = await params;
  const cursor = pageCursor((await searchParams).cursor, decodeCursor);
  const actor = await requireVisitor();
  const cause = await findOrNotFound(async () =>
    maskCause(await getCause({ fingerprint, cursor, limit: causesPerPage }), actor),
  );
  return (
    <Prefetched queries={[{ queryKey: causeQuery(fingerprint, cursor).queryKey, read: async () => cause }]}>
      <CauseView fingerprint={fingerprint} cursor={cursor} key={`${fingerprint} ${cursor}`} />
    </Prefetched>
  );
});
