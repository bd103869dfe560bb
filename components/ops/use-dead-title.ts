"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { tabTitle } from "#components/ops/tab-title.ts";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** Keeps the tab's title true. The server writes the first one; whoever watches other tabs sees it change. */
export function useDeadTitle(page: string) {
  const { data } = useQuery(pipelineQuery());
  const dead = data ? totalOf(data, "dead") : null;
  useEffect(() => {
    if (dead !== null) document.title = tabTitle(dead, page);
  }, [dead, page]);
}
