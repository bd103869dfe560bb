"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod";
import { problemOf, requestJson } from "#components/api/request-json.ts";
import { Button } from "#components/ui/button.tsx";

const emptied = z.object({ mails: z.int(), webhooks: z.int() });

/** Deletes all e-mails and webhooks of the demo, after a confirmation. */
export function EmptyInboxButton() {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const empty = useMutation({
    mutationFn: () => requestJson(emptied, "/api/v1/inbox", { method: "DELETE" }),
    onSettled: async () => {
      await Promise.all(["mails", "webhooks"].map((name) => client.invalidateQueries({ queryKey: [name] })));
      setAsking(false);
    },
  });
  if (!asking) {
    return (
      <>
        {empty.isError && (
          <span role="alert" className="text-sm text-dead">
            {problemOf(empty.error).title}
          </span>
        )}
        <Button variant="quiet" onClick={() => setAsking(true)}>
          Empty inbox
        </Button>
      </>
    );
  }
  return (
    <fieldset aria-label="Empty inbox" className="flex items-center gap-2 text-sm">
      <span>Delete all e-mails and webhooks?</span>
      <Button inert={empty.isPending} onClick={() => empty.mutate()}>
        Delete all
      </Button>
      <Button variant="quiet" autoFocus onClick={() => setAsking(false)}>
        {" "}
        Cancel
      </Button>
    </fieldset>
  );
}
