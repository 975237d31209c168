/* Made by scripts/generate.mjs from schemas/rules.schema.json. Do not edit: change the schema. */
export const rulesFields: Readonly<Record<string, { readonly description: string; readonly example: string }>> = {
  "": {
    "description": "Contact rules with their sources: those of the program, and those that a workspace adds.",
    "example": ""
  },
  "version": {
    "description": "The version of this language.",
    "example": "1"
  },
  "rules": {
    "description": "The rules; where several speak, the strictest holds.",
    "example": "[]"
  },
  "rules[]": {
    "description": "A rule.",
    "example": "{ id: hours-house, purposes: all, value: { hours: [{ between: \"10:00-18:00\" }] }, source: House rule, date: 2026-11-24, description: Nobody is called before ten or after six. }"
  },
  "rules[].id": {
    "description": "What plans, results and overrides call it.",
    "example": "hours-lunch"
  },
  "rules[].purposes": {
    "description": "Which missions it holds for: all, or a list of purposes.",
    "example": "all"
  },
  "rules[].purposes[]": {
    "description": "A purpose.",
    "example": "solicitation"
  },
  "rules[].value": {
    "description": "What it demands: exactly one of these.",
    "example": "{ hours: [{ between: \"10:00-18:00\" }] }"
  },
  "rules[].value.hours": {
    "description": "Hours at the place of the person called; each line is one more restriction.",
    "example": "[{ between: \"10:00-18:00\" }]"
  },
  "rules[].value.hours[]": {
    "description": "One restriction.",
    "example": "{ between: \"10:00-18:00\" }"
  },
  "rules[].value.hours[].states": {
    "description": "States of the US in which it holds; `unknown`: where no state is known. Absent: everywhere.",
    "example": "[FL, OK]"
  },
  "rules[].value.hours[].states[]": {
    "description": "A state, by its two letters.",
    "example": "TX"
  },
  "rules[].value.hours[].days": {
    "description": "The days of the week on which they hold; the other days are not restricted.",
    "example": "mon-fri"
  },
  "rules[].value.hours[].days[]": {
    "description": "A day of the week.",
    "example": "mon"
  },
  "rules[].value.hours[].between": {
    "description": "Hours of the day; the end is not included.",
    "example": "\"09:00-17:00\""
  },
  "rules[].value.hours[].closed": {
    "description": "Days on which nobody is contacted at all.",
    "example": "[sun]"
  },
  "rules[].value.hours[].closed[]": {
    "description": "A day of the week.",
    "example": "sun"
  },
  "rules[].value.default_hours": {
    "description": "Hours and days where a mission's schedule says none.",
    "example": "{ between: \"10:00-16:00\", days: mon-fri }"
  },
  "rules[].value.default_hours.between": {
    "description": "Hours of the day; the end is not included.",
    "example": "\"09:00-17:00\""
  },
  "rules[].value.default_hours.days": {
    "description": "The days of the week on which they hold; the other days are not restricted.",
    "example": "mon-fri"
  },
  "rules[].value.default_hours.days[]": {
    "description": "A day of the week.",
    "example": "mon"
  },
  "rules[].value.attempts": {
    "description": "Attempts per number in any 24 hours, over all missions and channels of the workspace.",
    "example": "{ default: 2, most: 3 }"
  },
  "rules[].value.attempts.default": {
    "description": "Where a mission's limits say nothing.",
    "example": "2"
  },
  "rules[].value.attempts.most": {
    "description": "The most that a mission's limits may allow.",
    "example": "3"
  },
  "rules[].value.consent": {
    "description": "The kinds of consent, one of which a target needs to be called.",
    "example": "[written]"
  },
  "rules[].value.consent[]": {
    "description": "A kind of consent.",
    "example": "written"
  },
  "rules[].value.disclosure": {
    "description": "What a prompt is that hides that an AI speaks.",
    "example": "error"
  },
  "rules[].value.recording": {
    "description": "What a recorded call is that does not say so.",
    "example": "error"
  },
  "rules[].value.voicemails": {
    "description": "How many messages may be left per contact.",
    "example": "0"
  },
  "rules[].value.again_after": {
    "description": "How long somebody whom a run reached is left alone by the next, where the mission does not say.",
    "example": "60d"
  },
  "rules[].source": {
    "description": "Where it comes from: a law, a guideline, a decision of the house.",
    "example": "House rule"
  },
  "rules[].date": {
    "description": "When it was last compared with its source.",
    "example": "2026-11-24"
  },
  "rules[].description": {
    "description": "What it says, in a sentence.",
    "example": "Nobody is called over lunch."
  },
  "rules[].fixed": {
    "description": "Where no mission may loosen it: what to do instead.",
    "example": "Ask the office."
  }
};
