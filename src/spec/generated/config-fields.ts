/* Made by scripts/generate.mjs from schemas/config.schema.json. Do not edit: change the schema. */
export const configFields: Readonly<Record<string, { readonly description: string; readonly example: string }>> = {
  "": {
    "description": "mission.config.yaml: what holds for all missions of a workspace. ${NAME} stands for an environment variable.",
    "example": ""
  },
  "provider": {
    "description": "Who places the calls, where a mission does not say.",
    "example": "clawdtalk"
  },
  "clawdtalk": {
    "description": "How the telephony service is reached.",
    "example": "{ api_url: \"https://clawdtalk.example\", api_key: \"${CLAWDTALK_API_KEY}\" }"
  },
  "clawdtalk.api_url": {
    "description": "Where it answers.",
    "example": "\"https://clawdtalk.example\""
  },
  "clawdtalk.api_key": {
    "description": "The key, from the environment.",
    "example": "\"${CLAWDTALK_API_KEY}\""
  },
  "clawdtalk.push": {
    "description": "Whether runs listen at the WebSocket. The service closes the older of two with one key: `false` leaves it to another client, such as an agent’s plugin, and runs poll.",
    "example": "false"
  },
  "model": {
    "description": "Who reads and judges conversations: any endpoint that speaks as OpenAI’s does.",
    "example": "{ base_url: \"https://models.example/v1\", name: gpt-4o-mini, api_key: \"${MODEL_API_KEY}\" }"
  },
  "model.base_url": {
    "description": "Where it answers.",
    "example": "\"https://models.example/v1\""
  },
  "model.name": {
    "description": "Which model.",
    "example": "gpt-4o-mini"
  },
  "model.api_key": {
    "description": "The key, from the environment.",
    "example": "\"${MODEL_API_KEY}\""
  },
  "rates": {
    "description": "What a minute and a text cost, for forecasts and cost limits.",
    "example": "{ call_minute: 0.12, sms: 0.01, currency: USD }"
  },
  "rates.call_minute": {
    "description": "What a minute of a call costs.",
    "example": "0.12"
  },
  "rates.sms": {
    "description": "What a text costs.",
    "example": "0.01"
  },
  "rates.currency": {
    "description": "In which currency, by its three letters.",
    "example": "USD"
  },
  "rules": {
    "description": "A file that adds to the built-in contact rules.",
    "example": "rules.yaml"
  },
  "do_not_contact": {
    "description": "Numbers that no mission reaches: a list, or a file with one a line.",
    "example": "do-not-contact.txt"
  },
  "do_not_contact[]": {
    "description": "A number with its country code, in quotes.",
    "example": "\"+13125550101\""
  }
};
