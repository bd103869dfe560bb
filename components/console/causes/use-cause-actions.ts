"use client";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import {
  type CauseDto,
  causeDto,
  type DiscardCauseBody,
  discardedDto,
  type MuteBody,
  type NoteBody,
  restoredDto,
} from "#server/contracts/triage/cause.ts";

/** Action on a cause: last URL segment and body. */
export type CauseAction =
  | { verb: "mute"; body: MuteBody }
  | { verb: "unmute" | "resolve" | "reopen" }
  | { verb: "assign"; body: { ownerId: string | null } }
  | { verb: "note"; body: NoteBody };

type Seen = Pick<CauseDto, "fingerprint" | "version">;

/** Mutations of causes, with If-Match on the shown version. Refetches also after a conflict. */
export function useCauseActions() {
  const post = ({ fingerprint, version }: Seen, verb: string, body?: unknown) =>
    [
      `/api/v1/causes/${fingerprint}/${verb}`,
      { method: "POST", body, headers: { "If-Match": `"${version}"` } } as const,
    ] as const;
  const changes = ["cause", "dead-letters", "pipeline"];
  const decide = useChange(
    ({ cause, verb, ...rest }: { cause: Seen } & CauseAction) =>
      requestJson(causeDto, ...post(cause, verb, "body" in rest ? rest.body : undefined)),
    changes,
  );
  const discard = useChange(
    ({ cause, ...body }: { cause: Seen } & DiscardCauseBody) =>
      requestJson(discardedDto, ...post(cause, "discard", body)),
    changes,
  );
  const restore = useChange((cause: Seen) => requestJson(restoredDto, ...post(cause, "restore")), changes);
  return { decide, discard, restore };
}
