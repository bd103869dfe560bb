/** Number of dead letters on the overview. Server and browser request the same page. */
export const newestDeadLetterCount = 5;
