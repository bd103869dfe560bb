"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { showDeadLetterIcon } from "#components/console/shell/dead-letter-icon.ts";
import { tabTitle } from "#components/console/shell/tab-title.ts";
import { useLiveView } from "#components/live/live-provider.tsx";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** Keeps the tab title and icon current. The server renders the first title. */
export function usePageTitle(page: string) {
  const { data } = useQuery(pipelineQuery());
  // Also while paused: the title is read from other tabs.
  const newest = useLiveView().newest ?? data;
  const dead = newest ? totalOf(newest, "dead") : null;
  useEffect(() => {
    if (dead === null) return;
    document.title = tabTitle(dead, page);
    showDeadLetterIcon(dead);
  }, [dead, page]);
}
