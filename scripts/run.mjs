// Entry of `npm start`, `npm run dev`, `npm test` and `npm run check`: plain JavaScript that any Node from 20 on can run.
// Ensures packages, a new enough Node and the Prisma client, then runs the TypeScript beside it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const tasks = {
  start: ["scripts/start.ts"],
  dev: ["scripts/start.ts", "--dev"],
  test: ["scripts/test.ts"],
  check: ["scripts/test.ts", "--check"],
};

function fail(message) {
  console.error(`✗ ${message}`);
  process.exit(1);
}

const readJson = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8"));

/** npm records what it installed. Any difference from the lock file requires `npm ci`. */
function isInstalled() {
  if (!existsSync(path.join(root, "node_modules/.package-lock.json"))) return false;
  const wanted = readJson("package-lock.json").packages;
  const installed = readJson("node_modules/.package-lock.json").packages;
  return Object.keys(wanted).every((name) => {
    if (name === "") return true;
    const found = installed[name];
    if (!found) return Boolean(wanted[name].optional || wanted[name].devOptional || wanted[name].peer);
    return found.version === wanted[name].version && existsSync(path.join(root, name, "package.json"));
  });
}

async function install() {
  console.log("… Installing packages with `npm ci` (the first time this takes a minute)");
  const since = Date.now();
  const elapsed = () => `${Math.round((Date.now() - since) / 1000)} s`;
  const reminder = setInterval(() => console.log(`… still installing (${elapsed()})`), 10_000);
  // NODE_ENV=production would leave out what the build needs.
  const args = ["ci", "--include=dev", "--include=optional", "--no-fund", ...(process.env.CI ? ["--no-audit"] : [])];
  const npm = process.env.npm_execpath ?? "";
  const viaNpm = /npm-cli\.c?js$/.test(npm);
  const child = viaNpm
    ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawn("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  const code = await new Promise((resolve) => child.once("error", () => resolve(127)).once("exit", resolve));
  clearInterval(reminder);
  if (code !== 0) fail(`The packages could not be installed: \`npm ci\` ended with exit code ${code}.`);
  console.log(`✓ Packages are installed (${elapsed()})`);
}

const isNewEnough = (version) => {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
};

/** The current Node if it is new enough, else the one that npm installed. */
function chooseNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  const shipped = path.join(root, "node_modules", `node-${platform}-${process.arch}`, file);
  if (existsSync(shipped)) return shipped;
  return fail(`Redeliver needs Node 22.18 or newer, and this is ${process.version}. Get one from https://nodejs.org.`);
}

/** Runs the task in its own session, so that Ctrl-C reaches it once, through this process. */
function handOver(node, args) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}` };
  const detached = process.platform !== "win32";
  const child = spawn(node, args, { cwd: root, env, stdio: ["inherit", "inherit", "inherit", "ipc"], detached });
  let last = 0;
  const forward = (signal) => {
    // npm forwards the signal that the terminal has already sent to the process group.
    if (Date.now() - last > 300) child.kill(signal);
    last = Date.now();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => forward(signal));
  // `kill` of npm ends npm's shell without a signal to us: watch the parent.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) {
    setInterval(() => process.ppid !== parent && last === 0 && forward("SIGTERM"), 250).unref();
  }
  child.once("error", (error) => fail(`${node} could not be started: ${error.message}`));
  child.once("exit", (code, signal) => process.exit(signal ? 128 + (signal === "SIGINT" ? 2 : 9) : (code ?? 1)));
}

const task = tasks[process.argv[2]];
if (!task) fail(`Unknown task. The tasks are ${Object.keys(tasks).join(", ")}`);
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Redeliver needs Node 20 or newer to start, and this is ${process.version}. Get one from https://nodejs.org.`);
}
if (!isInstalled()) await install();
const node = chooseNode();
const generated = spawnSync(node, ["scripts/generate.ts"], { cwd: root, stdio: "inherit" });
if (generated.status !== 0) process.exit(generated.status ?? 1);
handOver(node, [...task, ...process.argv.slice(3)]);
