"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { acknowledge } from "#components/console/alerts/alerts-query.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { FormError } from "#components/ui/form-error.tsx";
import type { FiringAlertDto } from "#server/contracts/monitoring/alert.ts";

/** Says for all that are named here that somebody looks after them. The stream takes them off the page. */
export function AcknowledgeFiring({ firing }: { firing: readonly FiringAlertDto[] }) {
  const client = useQueryClient();
  const all = useMutation({
    mutationFn: () => Promise.all(firing.map(({ id }) => acknowledge(id))),
    onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
  });
  return (
    <>
      <ActionButton action="alerts.acknowledge" inert={all.isPending} onClick={() => all.mutate()}>
        {firing.length === 1 ? "Acknowledge" : `Acknowledge ${firing.length}`}
      </ActionButton>
      <FormError error={all.error} />
    </>
  );
}
