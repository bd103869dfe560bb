"use client";

import { useEffect, useRef } from "react";
import "./api-reference.css";

type Instance = { destroy: () => void };
declare global {
  interface Window {
    Scalar?: { createApiReference: (element: Element, configuration: Record<string, unknown>) => Instance };
  }
}

/** No request leaves for another host, and no style element without a nonce is written: `theme` and `customCss` write one. */
const configuration = {
  url: "/api/openapi.json",
  theme: "none",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  hideTestRequestButton: true,
  hideDarkModeToggle: true,
};

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
        // Undefined follows the system's theme.
        forceDarkModeState: document.documentElement.dataset.theme,
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
