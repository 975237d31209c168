/** What both processes of the test go by. */

/** How many times as fast as the machine's the clock of the two processes runs. */
export const speed = 600;
/** How long each takes between reading the ledger and reserving. */
export const hesitationMs = 4;
/** How far the clock goes on at once, at the most. */
export const stepMaxMs = 20_000;
