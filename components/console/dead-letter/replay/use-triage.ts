"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
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
  // Refetch also after a conflict, to show the other change.
  const onSettled = () =>
    Promise.all(
      [["dead-letter", id], ["dead-letters"], ["messages"], ["pipeline"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  const replay = useMutation({
    mutationFn: (body: ReplayBody) =>
      requestJson(replayAcceptedDto, `${path}/replay`, { method: "POST", body, headers: decided }),
    onSettled,
  });
  const undo = useMutation({
    mutationFn: () => requestJson(deliveryDto, `${path}/replay`, { method: "DELETE" }),
    onSettled,
  });
  const discard = useMutation({
    mutationFn: (reason: string) =>
      requestJson(deliveryDto, `${path}/discard`, { method: "POST", body: { reason }, headers: decided }),
    onSettled,
  });
  const restore = useMutation({
    mutationFn: () => requestJson(deliveryDto, `${path}/restore`, { method: "POST" }),
    onSettled,
  });
  const release = useMutation({
    mutationFn: (reason: string) =>
      requestJson(deliveryDto, `${path}/release`, { method: "POST", body: { reason }, headers: decided }),
    onSettled,
  });
  const delivery = `/api/v1/deliveries/${id}`;
  const retry = useMutation({
    mutationFn: () => requestJson(deliveryDto, `${delivery}/retry`, { method: "POST" }),
    onSettled,
  });
  const stop = useMutation({
    mutationFn: (reason: string) => requestJson(deliveryDto, `${delivery}/stop`, { method: "POST", body: { reason } }),
    onSettled,
  });
  const resend = useMutation({
    mutationFn: (reason: string) =>
      requestJson(replayAcceptedDto, `${delivery}/resend`, { method: "POST", body: { reason }, headers: decided }),
    onSettled,
  });
  const reveal = useMutation({
    mutationFn: () => requestJson(deadLetterDto, `${path}/reveal`, { method: "POST" }),
    onSuccess: (letter) => client.setQueryData(["dead-letter", id], letter),
  });
  return { replay, undo, discard, restore, release, retry, stop, resend, reveal };
}

export type Triage = ReturnType<typeof useTriage>;
