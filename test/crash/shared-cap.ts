/** How many times as fast as the machine's the clock of the two processes runs. */
export const speed = 600;
