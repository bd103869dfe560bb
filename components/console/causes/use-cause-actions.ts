"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
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
  const client = useQueryClient();
  const post = ({ fingerprint, version }: Seen, verb: string, body?: unknown) =>
    [
      `/api/v1/causes/${fingerprint}/${verb}`,
      { method: "POST", body, headers: { "If-Match": `"${version}"` } } as const,
    ] as const;
  const onSettled = () =>
    Promise.all([["cause"], ["dead-letters"], ["pipeline"]].map((queryKey) => client.invalidateQueries({ queryKey })));
  const decide = useMutation({
    mutationFn: ({ cause, verb, ...rest }: { cause: Seen } & CauseAction) =>
      requestJson(causeDto, ...post(cause, verb, "body" in rest ? rest.body : undefined)),
    onSettled,
  });
  const discard = useMutation({
    mutationFn: ({ cause, ...body }: { cause: Seen } & DiscardCauseBody) =>
      requestJson(discardedDto, ...post(cause, "discard", body)),
    onSettled,
  });
  const restore = useMutation({
    mutationFn: (cause: Seen) => requestJson(restoredDto, ...post(cause, "restore")),
    onSettled,
  });
  return { decide, discard, restore };
}
