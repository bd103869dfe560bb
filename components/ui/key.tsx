/** Shortcut hint, hidden on small screens. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded-badge border border-line-input px-1 text-2xs leading-4 text-fg-2 in-[.btn-primary]:border-current in-[.btn-primary]:text-current max-desk:hidden">
      {children}
    </kbd>
  );
}
