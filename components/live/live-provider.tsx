"use client";
import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useShortcut } from "#components/browser/use-shortcut.ts";
import { createLive, type Live, type LiveView, newView } from "#components/live/create-live.ts";
import { browserSource, type StreamSource } from "#components/live/stream-source.ts";

const LiveContext = createContext<Live | null>(null);

const never = () => () => {};

/** Live data of the page; null outside the console. */
export const useLive = (): Live | null => useContext(LiveContext);

export function useLiveView(): LiveView {
  const live = useLive();
  return useSyncExternalStore(live?.subscribe ?? never, live?.view ?? (() => newView), () => newView);
}

/** Disables automatic refetching in a query's options while the page is paused. */
export function usePausableOptions<Options extends object>(options: Options): Options {
  const live = useLive();
  // Subscribes to the pause only, so that stream events do not re-render every query.
  const paused = useSyncExternalStore(
    live?.subscribe ?? never,
    () => live?.view().paused !== undefined,
    () => false,
  );
  return paused ? { ...options, refetchInterval: false, refetchOnWindowFocus: false } : options;
}

/** Pauses live updates while `when` is true, such as while a dialog is open. */
export function usePauseWhile(reason: string, when: boolean): void {
  const live = useLive();
  useEffect(() => (when && live ? live.hold(reason) : undefined), [live, reason, when]);
}

/** Pause by the user: button or space bar. */
export function usePause(): { paused: boolean; toggle: () => void } {
  const live = useLive();
  const [release, setRelease] = useState<(() => void) | null>(null);
  const toggle = useCallback(() => {
    release?.();
    const held = release ? null : (live?.hold(null) ?? null);
    setRelease(() => held);
  }, [live, release]);
  // The button unmounts with its page, so the pause ends with it.
  useEffect(() => () => release?.(), [release]);
  useShortcut("pause", toggle);
  return { paused: release !== null, toggle };
}

const isEditable = (node: Node | null): boolean =>
  (node instanceof Element ? node : (node?.parentElement ?? null))?.closest('[contenteditable="true"]') != null;

/** Pauses while text is selected, so that it does not change before it is copied. */
function usePauseWhileSelecting(live: Live): void {
  const release = useRef<(() => void) | undefined>(undefined);
  useEffect(() => {
    const follow = () => {
      const selection = document.getSelection();
      const main = document.getElementById("main");
      const anchor = selection?.anchorNode ?? null;
      const selects = selection !== null && !selection.isCollapsed && (main?.contains(anchor) ?? false);
      // Selections in the payload editor do not count: polls do not change its text.
      const selecting = selects && !isEditable(anchor);
      if (selecting) release.current ??= live.hold("text selected");
      else {
        release.current?.();
        release.current = undefined;
      }
    };
    document.addEventListener("selectionchange", follow);
    return () => document.removeEventListener("selectionchange", follow);
  }, [live]);
}

/** One event stream for the whole console. Tests pass a `source`. */
export function LiveProvider({ children, source }: { children: ReactNode; source?: StreamSource | null }) {
  const client = useQueryClient();
  const [live] = useState(() => createLive({ client, source: source === undefined ? browserSource() : source }));
  usePauseWhileSelecting(live);
  useEffect(() => {
    const follow = () => (document.visibilityState === "hidden" ? live.hide() : live.show());
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      live.stop();
    };
  }, [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
}
