/** How many dead letters the overview shows. Server and browser ask for the same page. */
export const newestDeadLetterCount = 5;
