type Variant = "primary" | "default" | "quiet";
type Size = "s" | "m" | "l";

const base =
  "inline-flex items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors duration-[120ms] ease-desk motion-reduce:transition-none max-desk:min-h-11";
const variants: Record<Variant, string> = {
  primary: "btn-primary border-accent bg-accent text-accent-fg hover:bg-accent-hover hover:border-accent-hover",
  default: "border-line-input bg-surface text-fg hover:bg-hover",
  quiet: "border-transparent bg-transparent text-fg-2 hover:bg-hover hover:text-fg",
};
const off = "border-dashed border-line-input bg-transparent text-fg-3 cursor-not-allowed";
const sizes: Record<Size, string> = {
  s: "h-7 px-2 text-xs",
  m: "h-8 px-3 text-sm",
  l: "min-h-10 px-4 py-1.5 text-base",
};

/** Button classes, also for links. */
export function buttonClass({
  variant = "default",
  size = "m",
  inert = false,
  className = "",
}: ButtonLook = {}): string {
  return `${base} ${inert ? off : variants[variant]} ${sizes[size]} ${className}`;
}

export type ButtonLook = { variant?: Variant; size?: Size; inert?: boolean; className?: string };
