import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { forRole } from "#app/for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { requireVisitor } from "#app/visitor.ts";
import { DeadLetterView } from "#components/console/dead-letter/dead-letter-view.tsx";
import { deadLetterQuery } from "#components/console/dead-letters/dead-letters-query.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Message");

type Props = { params: Promise<{ id: string }> };

export default forRole("dead-letters.read", "Dead letters", async ({ params }: Props) => {
  const { id } = await params;
  const actor = await requireVisitor();
  const letter = await findOrNotFound(() => getDeadLetter(id, actor));
  return (
    <Prefetched queries={[{ queryKey: deadLetterQuery(id).queryKey, read: async () => letter }]}>
      <DeadLetterView id={id} key={id} />
    </Prefetched>
  );
});
