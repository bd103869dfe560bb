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

/** The page's live data, or null outside of the console. */
export const useLive = (): Live | null => useContext(LiveContext);

export function useLiveView(): LiveView {
  const live = useLive();
  return useSyncExternalStore(live?.subscribe ?? never, live?.view ?? (() => newView), () => newView);
}

/** A query's options while the page is paused: it refetches by itself neither by interval nor by focus. */
export function usePausableOptions<Options extends object>(options: Options): Options {
  const live = useLive();
  // The pause alone: a query's component must not be rendered again for every event of the stream.
  const paused = useSyncExternalStore(
    live?.subscribe ?? never,
    () => live?.view().paused !== undefined,
    () => false,
  );
  return paused ? { ...options, refetchInterval: false, refetchOnWindowFocus: false } : options;
}

/** Holds the page still while something is true, such as an open dialog, and says why. */
export function usePauseWhile(reason: string, when: boolean): void {
  const live = useLive();
  useEffect(() => (when && live ? live.hold(reason) : undefined), [live, reason, when]);
}

/** The button's pause, which the space bar is a key for. */
export function usePause(): { paused: boolean; toggle: () => void } {
  const live = useLive();
  const [release, setRelease] = useState<(() => void) | null>(null);
  const toggle = useCallback(() => {
    release?.();
    const held = release ? null : (live?.hold(null) ?? null);
    setRelease(() => held);
  }, [live, release]);
  // The button goes with its page, and nobody could resume from the next one.
  useEffect(() => () => release?.(), [release]);
  useShortcut("pause", toggle);
  return { paused: release !== null, toggle };
}

const isEditable = (node: Node | null): boolean =>
  (node instanceof Element ? node : (node?.parentElement ?? null))?.closest('[contenteditable="true"]') != null;

/** Somebody who marks text in the page is about to copy it: it must not change under their hand. */
function usePauseWhileSelecting(live: Live): void {
  const release = useRef<(() => void) | undefined>(undefined);
  useEffect(() => {
    const follow = () => {
      const selection = document.getSelection();
      const main = document.getElementById("main");
      const anchor = selection?.anchorNode ?? null;
      const selects = selection !== null && !selection.isCollapsed && (main?.contains(anchor) ?? false);
      // Marked text in the payload editor is about to be typed over, and polls do not change it.
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

/** One stream for all that is live in the console. `source` is for tests, which have no server. */
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
