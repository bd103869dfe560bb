export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Theme of a cookie value; unknown values give the system theme. */
export function readTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
