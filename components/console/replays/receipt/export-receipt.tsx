"use client";
import { Printer } from "lucide-react";
import { ActionButton } from "#components/session/action-button.tsx";
import { Button } from "#components/ui/button.tsx";

/** Exports the receipt. Plain forms, so that the browser streams the file to disk. */
export function ExportReceipt({ id }: { id: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3 text-sm text-fg-2 desk:px-6 print:hidden">
      <span>Export receipt:</span>
      {(["csv", "jsonl"] as const).map((format) => (
        <form key={format} method="post" action={`/api/v1/replays/${id}/export?format=${format}`}>
          <ActionButton action="dead-letters.export" type="submit" size="s">
            {format === "csv" ? "CSV" : "JSON Lines"}
          </ActionButton>
        </form>
      ))}
      <Button size="s" onClick={() => window.print()}>
        <Printer size={14} strokeWidth={1.5} aria-hidden="true" />
        Print
      </Button>
    </div>
  );
}
