import type { ReactNode } from "react";

type CodeBlockProps = { label: string; children: ReactNode; wrap?: boolean; className?: string };

/** Preformatted text. A named region, because it can be scrolled by keyboard. */
export function CodeBlock({ label, children, wrap = false, className = "" }: CodeBlockProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines must be scrollable by keyboard.
      tabIndex={0}
      className={`overflow-auto rounded-control border border-line bg-sunken px-3 py-2 text-sm/6 ${className}`}
    >
      <pre className={wrap ? "whitespace-pre-wrap wrap-anywhere" : ""}>{children}</pre>
    </section>
  );
}
