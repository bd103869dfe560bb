/** How to start a worker. */
export function NoWorkers() {
  return (
    <>
      Start one with <code>npm run worker</code>, or everything with <code>npm start</code>. Messages are still accepted
      and are sent once a worker runs.
    </>
  );
}
