"use client";
import { useId, useState } from "react";
import { readTheme, type Theme, themes } from "#components/browser/theme.ts";

const labels: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
const yearSeconds = 31_536_000;

function remember(theme: Theme) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists on secure origins only, http:// has none.
  document.cookie = `theme=${theme}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Theme choice, stored in a cookie that the server reads. */
export function ThemeSelect({ initial }: { initial: Theme }) {
  const id = useId();
  const [theme, setTheme] = useState(initial);
  return (
    <div className="inline-flex items-center gap-2 text-fg-2">
      <label htmlFor={id}>Theme</label>
      <select
        id={id}
        value={theme}
        onChange={(event) => {
          const chosen = readTheme(event.target.value);
          setTheme(chosen);
          remember(chosen);
        }}
        className="h-8 rounded-control border border-line-input bg-surface px-1.5 text-fg max-desk:h-11"
      >
        {themes.map((known) => (
          <option key={known} value={known}>
            {labels[known]}
          </option>
        ))}
      </select>
    </div>
  );
}
