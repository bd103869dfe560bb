import { verifyChain } from "#server/audit/verify-chain.ts";
import { createPool } from "#server/platform/database/db.ts";
import { EnvError, env } from "#server/platform/env/env.ts";

// `npm run audit:verify [-- seq:hash]`: reads only. Keep the printed head outside the database, and pass it the next time.
const { DATABASE_URL: url } = env();
if (!url) throw new EnvError("DATABASE_URL is not set: name the database whose audit is to be verified");
const pool = createPool(url, { max: 1 });
try {
  const { intact, entries, headSeq, headHash, brokenSeq, fault } = await verifyChain(pool, process.argv[2]);
  if (intact) {
    process.stdout.write(`The audit is intact: ${entries} ${entries === 1 ? "entry" : "entries"}.\n`);
    if (headSeq !== null) process.stdout.write(`Head: ${headSeq}:${headHash}\n`);
  } else {
    process.stderr.write(`The audit is broken at entry ${brokenSeq}: ${fault}.\n`);
    process.exitCode = 1;
  }
} finally {
  await pool.end();
}
