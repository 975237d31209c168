/* Made by scripts/generate.mjs from schemas/rules.schema.json. Do not edit: change the schema. */
/**
 * The days of the week on which they hold; the other days are not restricted.
 */
export type Days = ('mon-fri' | 'all') | ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
/**
 * Hours of the day; the end is not included.
 */
export type Between = string;

/**
 * Contact rules with their sources: those of the program, and those that a workspace adds.
 */
export interface RulesFile {
  /**
   * The version of this language.
   */
  version: 1;
  /**
   * The rules; where several speak, the strictest holds.
   *
   * @minItems 1
   * @maxItems 200
   *
   * Items: A rule.
   */
  rules: {
    /**
     * What plans, results and overrides call it.
     */
    id: string;
    /**
     * Which missions it holds for: all, or a list of purposes.
     */
    purposes: 'all' | ('inquiry' | 'informational' | 'solicitation')[];
    /**
     * What it demands: exactly one of these.
     */
    value?: {
      /**
       * Hours at the place of the person called; each line is one more restriction.
       *
       * @minItems 1
       * @maxItems 60
       *
       * Items: One restriction.
       */
      hours?: {
        /**
         * States of the US in which it holds; `unknown`: where no state is known. Absent: everywhere.
         */
        states?: 'unknown' | string[];
        days?: Days;
        between?: Between;
        /**
         * Days on which nobody is contacted at all.
         *
         * @minItems 1
         *
         * Items: A day of the week.
         */
        closed?: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
      }[];
      /**
       * Hours and days where a mission's schedule says none.
       */
      default_hours?: {
        between: Between;
        days: Days;
      };
      /**
       * Attempts per number in any 24 hours, over all missions and channels of the workspace.
       */
      attempts?: {
        /**
         * Where a mission's limits say nothing.
         */
        default?: number;
        /**
         * The most that a mission's limits may allow.
         */
        most?: number;
      };
      /**
       * The kinds of consent, one of which a target needs to be called.
       *
       * @minItems 1
       * @maxItems 20
       *
       * Items: A kind of consent.
       */
      consent?: string[];
      /**
       * What a prompt is that hides that an AI speaks.
       */
      disclosure?: 'warning' | 'error';
      /**
       * What a recorded call is that does not say so.
       */
      recording?: 'warning' | 'error';
      /**
       * How many messages may be left per contact.
       */
      voicemails?: number;
      /**
       * How long somebody whom a run reached is left alone by the next, where the mission does not say.
       */
      again_after?: string;
    };
    /**
     * Where it comes from: a law, a guideline, a decision of the house.
     */
    source: string;
    /**
     * When it was last compared with its source.
     */
    date: string;
    /**
     * What it says, in a sentence.
     */
    description: string;
    /**
     * Where no mission may loosen it: what to do instead.
     */
    fixed?: string;
  }[];
}
