/** Logo, 22 px by default. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 22 22"
      fill="none"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className="flex-none"
    >
      <path d="M2 6h18" stroke="currentColor" />
      <path d="M14 6v5.5" stroke="var(--dead-mark)" />
      <path d="M11.5 16.5H8A4 4 0 0 1 4 12.5V9.8M2 11.4l2-2 2 2" stroke="var(--accent)" />
      <circle cx="14" cy="16.5" r="3" fill="var(--dead-mark)" stroke="none" />
    </svg>
  );
}
