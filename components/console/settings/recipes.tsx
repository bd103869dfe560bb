"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { problemOf, requestJson } from "#components/api/request-json.ts";
import { causeTitle } from "#components/console/causes/cause-labels.ts";
import { PatchOperations } from "#components/console/replays/patch-operations.tsx";
import { recipesQuery } from "#components/console/replays/recipes-query.ts";
import { workedText } from "#components/console/replays/replay-labels.ts";
import { SettingsHead } from "#components/console/settings/settings-head.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateWord } from "#components/marks/state-mark.tsx";
import { ActionButton } from "#components/session/action-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Time } from "#components/ui/time.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type RecipeDto, recipeDto } from "#server/contracts/triage/recipe.ts";

/** Changes of bulk replays that are offered again for their cause. */
export function Recipes() {
  const { items } = useHydratedQuery(recipesQuery(null)).data;
  return (
    <>
      <SettingsHead title="Recipes">
        A change of a bulk replay is remembered for its failure cause with its success rate, and offered first the next
        time. It is switched off automatically below 95&nbsp;%.
      </SettingsHead>
      {items.length === 0 ? (
        <EmptyState title="No recipes yet" link={{ href: "/ops/causes", label: "Open failure causes" }}>
          Replay the dead letters of a failure cause with a fix. The fix appears here.
        </EmptyState>
      ) : (
        <ul className="border-t border-line">
          {items.map((recipe) => (
            <Recipe key={recipe.id} recipe={recipe} />
          ))}
        </ul>
      )}
    </>
  );
}

function Recipe({ recipe }: { recipe: RecipeDto }) {
  const client = useQueryClient();
  const toast = useToast();
  const { id, cause, causeTitle: title, change, enabled, switchedBy, lastUsedAt } = recipe;
  const toggle = useMutation({
    mutationFn: () => requestJson(recipeDto, `/api/v1/recipes/${id}`, { method: "PATCH", body: { enabled: !enabled } }),
    onSuccess: () => toast(enabled ? "Switched off" : "Switched on", change.words),
    onError: (error) => toast("Not switched", problemOf(error).detail),
    onSettled: () => client.invalidateQueries({ queryKey: recipesQuery(null).queryKey }),
  });
  return (
    <li className="grid gap-x-8 gap-y-2 border-b border-line px-4 py-3 desk:grid-cols-[minmax(0,1fr)_auto] desk:px-6">
      <div className="min-w-0">
        <h2 className="font-name wrap-anywhere">{change.words}</h2>
        <p className="text-pretty wrap-anywhere text-fg-2">
          For{" "}
          <Link href={`/ops/causes/${cause}`} className="link">
            {title === null ? "a failure cause" : causeTitle({ title })}
          </Link>
        </p>
        <PatchOperations patch={change.patch} />
        <p className="pt-1 text-xs text-fg-2">
          {`${workedText(recipe)}. Last used `}
          <Time at={lastUsedAt} format="day" />.
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 desk:justify-end">
        <StateWord name={enabled ? "delivered" : "paused"}>
          {enabled ? "On" : `Off, switched by ${switchedBy ?? "the system"}`}
        </StateWord>
        <ActionButton action="replays.run" size="s" inert={toggle.isPending} onClick={() => toggle.mutate()}>
          {enabled ? "Switch off" : "Switch on"}
          <span className="sr-only">{` ${change.words}`}</span>
        </ActionButton>
      </div>
    </li>
  );
}
