"use client";
import Link from "next/link";
import * as z from "zod";
import { ApiError, problemOf } from "#components/api/request-json.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { ProblemNote } from "#components/ui/problem-note.tsx";

const winnerOf = z.object({ winner: z.object({ id: z.uuid(), revision: z.int().optional() }) });

/** Conflict with another operator (409), or a stale version (412). Nothing was sent and the draft is kept. */
export function ConflictNote({ error, self, onDismiss }: { error: unknown; self: string; onDismiss: () => void }) {
  const problem = problemOf(error);
  const conflict = error instanceof ApiError && (error.status === 409 || error.status === 412);
  if (!conflict) {
    return (
      <ProblemNote problem={problem}>
        <Button onClick={onDismiss}>Close</Button>
      </ProblemNote>
    );
  }
  const parsed = winnerOf.safeParse(error.extensions);
  const winner = parsed.success && parsed.data.winner.id !== self ? parsed.data.winner : null;
  return (
    <div role="alert" className="rounded-panel border border-line-input bg-surface p-4">
      <p className="flex items-center gap-2 font-semibold">
        <StateMark name="replaying" />
        {problem.title}
      </p>
      <p className="pt-1 text-pretty text-fg-2">{problem.detail} Your change was not sent; your draft is kept.</p>
      <div className="flex flex-wrap gap-2 pt-3">
        {winner && (
          <Link href={`/ops/dead-letters/${winner.id}`} className={buttonClass({ variant: "primary" })}>
            {winner.revision ? `Show revision ${winner.revision}` : "Show the other change"}
          </Link>
        )}
        <Button onClick={onDismiss}>Keep draft</Button>
      </div>
    </div>
  );
}
