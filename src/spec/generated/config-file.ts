/* Made by scripts/generate.mjs from schemas/config.schema.json. Do not edit: change the schema. */
/**
 * mission.config.yaml: what holds for all missions of a workspace. ${NAME} stands for an environment variable.
 */
export interface ConfigFile {
  /**
   * Who places the calls, where a mission does not say.
   */
  provider?: 'clawdtalk' | 'simulator';
  /**
   * How the telephony service is reached.
   */
  clawdtalk?: {
    /**
     * Where it answers.
     */
    api_url?: string;
    /**
     * The key, from the environment.
     */
    api_key?: string;
    /**
     * Whether runs listen at the WebSocket. The service closes the older of two with one key: `false` leaves it to another client, such as an agent’s plugin, and runs poll.
     */
    push?: boolean;
  };
  /**
   * Who reads and judges conversations: any endpoint that speaks as OpenAI’s does.
   */
  model?: {
    /**
     * Where it answers.
     */
    base_url: string;
    /**
     * Which model.
     */
    name: string;
    /**
     * The key, from the environment.
     */
    api_key?: string;
  };
  /**
   * What a minute and a text cost, for forecasts and cost limits.
   */
  rates?: {
    /**
     * What a minute of a call costs.
     */
    call_minute?: number;
    /**
     * What a text costs.
     */
    sms?: number;
    /**
     * In which currency, by its three letters.
     */
    currency?: string;
  };
  /**
   * A file that adds to the built-in contact rules.
   */
  rules?: string;
  /**
   * Numbers that no mission reaches: a list, or a file with one a line.
   */
  do_not_contact?: string | string[];
}
