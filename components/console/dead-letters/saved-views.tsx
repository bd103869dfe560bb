"use client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { deadLetterSearch, deadLettersPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { usePermission } from "#components/session/me.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { CheckField, TextField } from "#components/ui/field.tsx";
import { FormError, fieldError } from "#components/ui/form-error.tsx";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { savedViewDto, savedViewListDto } from "#server/contracts/triage/saved-view.ts";

const viewsQuery = () =>
  queryOptions({
    queryKey: ["views"],
    queryFn: ({ signal }) => requestJson(savedViewListDto, "/api/v1/views", { signal }),
  });

/** Saved filters as links, and a form to save the current filter. */
export function SavedViews({ filter }: { filter: DeadLetterFilter }) {
  const items = useQuery(viewsQuery()).data?.items ?? [];
  const search = deadLetterSearch(filter);
  const current = items.find((view) => deadLetterSearch(view.filter) === search);
  const remove = useChange(
    (id: string) => requestJson(savedViewDto, `/api/v1/views/${id}`, { method: "DELETE" }),
    ["views"],
  );
  if (items.length === 0 && search === "") return null;
  return (
    <div className="grid gap-2 px-4 pb-3 desk:px-6">
      {items.length > 0 && (
        <ul aria-label="Saved views" className="flex flex-wrap gap-2">
          {items.map((view) => (
            <li key={view.id}>
              <Link
                href={deadLettersPath(view.filter)}
                aria-current={view === current ? "true" : undefined}
                title={view.shared ? `Shared by ${view.owner}` : "Visible to you only"}
                className={buttonClass({ size: "s", variant: view === current ? "default" : "quiet" })}
              >
                {view.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {current?.removable && (
        <div>
          <Button size="s" variant="quiet" inert={remove.isPending} onClick={() => remove.mutate(current.id)}>
            {`Remove view “${current.name}”`}
          </Button>
        </div>
      )}
      <FormError error={remove.error} />
      {search !== "" && !current && <SaveForm filter={filter} />}
    </div>
  );
}

function SaveForm({ filter }: { filter: DeadLetterFilter }) {
  const { may } = usePermission("views.share");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useChange(
    () => requestJson(savedViewDto, "/api/v1/views", { method: "POST", body: { name, filter, shared } }),
    ["views"],
  );
  return (
    <details>
      <summary className="inline-flex cursor-pointer items-center text-sm text-fg-2 max-desk:min-h-11">
        Save view
      </summary>
      <form
        className="grid max-w-[480px] items-start gap-2 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) save.mutate();
        }}
      >
        <TextField
          id="view-name"
          label="Name"
          required
          maxLength={60}
          autoComplete="off"
          value={name}
          error={fieldError(save.error, "/name")}
          onChange={(event) => setName(event.target.value)}
        />
        {may && (
          <CheckField
            label="Share with all users"
            checked={shared}
            onChange={(event) => setShared(event.target.checked)}
          />
        )}
        <div>
          <Button type="submit" inert={save.isPending}>
            Save
          </Button>
        </div>
        <FormError error={save.error} />
      </form>
    </details>
  );
}
