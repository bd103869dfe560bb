"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import {
  type DeadLetterDto,
  deadLetterDto,
  type ReplayBody,
  replayAcceptedDto,
} from "#server/contracts/triage/dead-letter.ts";

/** Mutations of one delivery. Those of settled ones send If-Match with the shown version. */
export function useTriage({ id, version }: Pick<DeadLetterDto, "id" | "version">) {
  const client = useQueryClient();
  const path = `/api/v1/dead-letters/${id}`;
  const decided = { "If-Match": `"${version}"` };
  const changes = [["dead-letter", id], "dead-letters", "messages", "pipeline"];
  const replay = useChange(
    (body: ReplayBody) => requestJson(replayAcceptedDto, `${path}/replay`, { method: "POST", body, headers: decided }),
    changes,
  );
  const undo = useChange(() => requestJson(deliveryDto, `${path}/replay`, { method: "DELETE" }), changes);
  const discard = useChange(
    (reason: string) =>
      requestJson(deliveryDto, `${path}/discard`, { method: "POST", body: { reason }, headers: decided }),
    changes,
  );
  const restore = useChange(() => requestJson(deliveryDto, `${path}/restore`, { method: "POST" }), changes);
  const release = useChange(
    (reason: string) =>
      requestJson(deliveryDto, `${path}/release`, { method: "POST", body: { reason }, headers: decided }),
    changes,
  );
  const delivery = `/api/v1/deliveries/${id}`;
  const retry = useChange(() => requestJson(deliveryDto, `${delivery}/retry`, { method: "POST" }), changes);
  const stop = useChange(
    (reason: string) => requestJson(deliveryDto, `${delivery}/stop`, { method: "POST", body: { reason } }),
    changes,
  );
  const resend = useChange(
    (reason: string) =>
      requestJson(replayAcceptedDto, `${delivery}/resend`, { method: "POST", body: { reason }, headers: decided }),
    changes,
  );
  const reveal = useMutation({
    mutationFn: () => requestJson(deadLetterDto, `${path}/reveal`, { method: "POST" }),
    onSuccess: (letter) => client.setQueryData(["dead-letter", id], letter),
  });
  return { replay, undo, discard, restore, release, retry, stop, resend, reveal };
}

export type Triage = ReturnType<typeof useTriage>;
