/** Where `scripts/generate.ts` puts Scalar's script. Its version is in the name, so that browsers may keep it. */
export const scalarScript = "/scalar/1.76.0.js";
