import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readTheme } from "#components/browser/theme.ts";
import { ThemeSelect } from "#components/ui/theme-select.tsx";

export default async function AccessLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get("theme")?.value);
  return (
    <>
      {children}
      <footer className="fixed inset-x-0 bottom-0 flex justify-center px-4 py-3 text-xs text-fg-3">
        <ThemeSelect initial={theme} />
      </footer>
    </>
  );
}
