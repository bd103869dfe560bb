"use client";

import { useEffect, useRef } from "react";

type Instance = { destroy: () => void };
declare global {
  interface Window {
    Scalar?: { createApiReference: (element: Element, configuration: Record<string, unknown>) => Instance };
  }
}

/** Nothing is asked of another host: fonts, telemetry and the assistant are off. */
const configuration = {
  url: "/api/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  hideTestRequestButton: true,
  hideDarkModeToggle: true,
  customCss:
    ":root { --scalar-font: var(--font-geist-sans), sans-serif; --scalar-font-code: var(--font-geist-mono), monospace; }",
};

/** "dark" or "light" as the page shows it: by the theme of the reader, or of the system. */
function shownTheme(): "dark" | "light" {
  const chosen = document.documentElement.dataset.theme;
  const dark = chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  return dark ? "dark" : "light";
}

/** Scalar's own script, loaded once the page is shown: five megabytes that no other page needs. */
export function ApiReference({ source }: { source: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let instance: Instance | undefined;
    let left = false;
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => {
      if (left || !place.current) return;
      instance = window.Scalar?.createApiReference(place.current, {
        ...configuration,
        forceDarkModeState: shownTheme(),
      });
    });
    document.head.append(script);
    return () => {
      left = true;
      instance?.destroy();
      script.remove();
    };
  }, [source]);
  return <div ref={place} />;
}
