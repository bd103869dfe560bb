import type { Receipt } from "#server/delivery/handlers/ports.ts";
import { mailHandler, type Pipeline } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";

/** A worker whose mail hangs until the test ends it: `sending` resolves when the mail server has it. */
export function createHangingWorker(pipeline: Pipeline) {
  const answer = Promise.withResolvers<Receipt>();
  const started = Promise.withResolvers<void>();
  const { ports, mails } = recordingPorts(() => {
    started.resolve();
    return answer.promise;
  });
  const worked = pipeline.work(mailHandler, ports);
  return { mails, worked, sending: started.promise, ...answer };
}
