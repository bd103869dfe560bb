import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

type RequestResults = { answered: number; failures: string[]; statuses: Record<number, number> };

const pauseMilliseconds = 5;

/** Sends one request and reads its whole response. Throws the client's error where the connection is refused or reset. */
function ask(origin: string, path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(`${origin}${path}`, { agent }, (answer) => {
      answer.once("error", reject);
      answer.once("end", () => resolve(answer.statusCode ?? 0));
      answer.resume();
    });
    request.once("error", reject);
  });
}

/**
 * Requests the paths continuously until `signal` aborts: for each path one client with a persistent connection and one with a new
 * connection per request. Returns the statuses of all responses, and every failure.
 */
export async function requestContinuously(
  origin: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<RequestResults> {
  const results: RequestResults = { answered: 0, failures: [], statuses: {} };
  const client = async (path: string, keepAlive: boolean) => {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    while (!signal.aborted) {
      try {
        const status = await ask(origin, path, agent);
        results.answered += 1;
        results.statuses[status] = (results.statuses[status] ?? 0) + 1;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
        results.failures.push(`${path}${keepAlive ? ", kept alive" : ""}: ${code}`);
      }
      await sleep(pauseMilliseconds);
    }
    agent.destroy();
  };
  await Promise.all(paths.flatMap((path) => [client(path, true), client(path, false)]));
  return results;
}
