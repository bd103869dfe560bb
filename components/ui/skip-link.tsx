/** First focus stop of every page. */
export function SkipLink() {
  return (
    <a href="#main" className="absolute -top-16 left-2 z-50 rounded-control bg-fg px-3 py-2 text-bg focus:top-2">
      Skip to content
    </a>
  );
}
