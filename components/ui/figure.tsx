import type { ReactNode } from "react";

/** Named number in a `dl`. */
export function Figure({
  name,
  className = "",
  children,
}: {
  name: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-fg-3">{name}</dt>
      <dd className={`font-name text-base ${className}`}>{children}</dd>
    </div>
  );
}
