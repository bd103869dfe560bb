/** Formats an age in seconds: `0.4 s`, `12 s`, `16 min`, `2 h 4 min`, `2 d 4 h`. */
export function formatAge(seconds: number): string {
  const age = Math.max(0, seconds);
  if (age < 1) return `${age.toFixed(1)} s`;
  if (age < 60) return `${Math.floor(age)} s`;
  const minutes = Math.floor(age / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** Formats a duration in milliseconds: `4 ms`, `1.2 s`, `18 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : formatAge(milliseconds / 1000);
}

/** Text colour of an age: neutral below the goal, amber above, red from twice the goal. */
export function ageTone(seconds: number, goalSeconds: number): string {
  if (seconds < goalSeconds) return "text-fg-2";
  return seconds < 2 * goalSeconds ? "text-retrying" : "text-dead";
}

/** Formats a quantile in milliseconds: `12 ms`, `1.2 s`, `3 min`; a dash for null. */
export const formatMilliseconds = (milliseconds: number | null): string =>
  milliseconds === null
    ? "–"
    : milliseconds < 1_000
      ? `${milliseconds}\u00a0ms`
      : milliseconds < 60_000
        ? `${(milliseconds / 1_000).toFixed(1)} s`
        : `${Math.round(milliseconds / 60_000)} min`;
