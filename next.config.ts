import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: true,
  // The drawings are inline SVG: nothing to optimise, and no image endpoint to defend.
  images: { unoptimized: true },
  // `npm run types` checks them, tests included; a type error in a test must not keep the product from starting.
  typescript: { ignoreBuildErrors: true },
  // The version is in its name.
  headers: async () => [
    { source: "/scalar/:file", headers: [{ key: "Cache-Control", value: "public, max-age=31536000, immutable" }] },
  ],
  // Loaded from node_modules at run time: they open sockets, read their own files, or must exist once per process.
  serverExternalPackages: [
    "pg",
    "pg-boss",
    "@prisma/client",
    "@prisma/adapter-pg",
    "pino",
    "nodemailer",
    "better-auth",
  ],
};

export default config;
