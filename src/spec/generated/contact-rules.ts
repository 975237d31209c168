/* Made by scripts/generate.mjs from rules/contact-rules.yaml. Do not edit: change the rules. */
import type { RulesFile } from './rules-file.ts';

export const shippedHash = 'sha256:2283697d31cc45c30e4b608b64da2569e3738140c3e75a521eafca957812b368';
export const shippedRows: RulesFile['rules'] = [
  {
    "id": "hours-federal",
    "purposes": "all",
    "value": {
      "hours": [
        {
          "between": "08:00-21:00"
        }
      ]
    },
    "source": "47 CFR 64.1200(c)(1)",
    "date": "2026-11-24",
    "description": "Calls and texts only from 8:00 to 21:00 at the called person’s place."
  },
  {
    "id": "hours-business",
    "purposes": "all",
    "value": {
      "default_hours": {
        "between": "09:00-17:00",
        "days": "mon-fri"
      }
    },
    "source": "the service’s own guidance",
    "date": "2026-11-24",
    "description": "Business hours, Monday to Friday, unless `schedule.hours` and `schedule.days` say otherwise."
  },
  {
    "id": "hours-state",
    "purposes": [
      "solicitation"
    ],
    "value": {
      "hours": [
        {
          "states": [
            "FL",
            "OK",
            "WA",
            "MD"
          ],
          "between": "08:00-20:00"
        },
        {
          "states": [
            "TX"
          ],
          "days": [
            "sun"
          ],
          "between": "12:00-21:00"
        },
        {
          "states": "unknown",
          "between": "09:00-20:00",
          "closed": [
            "sun"
          ]
        }
      ]
    },
    "source": "FL 501.616(6); Dinsmore on WA, OK; WMAR on MD; TX SB 140",
    "date": "2026-11-24",
    "description": "Earlier evenings and later Sundays in some states; the strictest of all where the state is not known. The state is the number’s, by its area code, and the target’s own `state` where it has one."
  },
  {
    "id": "zone-unknown",
    "purposes": "all",
    "source": "the program’s own",
    "date": "2026-11-24",
    "description": "The zone is the target’s `timezone`, else every zone that the number may be in must be open. Zones that are never open together (toll-free numbers) leave the target out.",
    "fixed": "Give the target a `timezone`."
  },
  {
    "id": "attempts-day",
    "purposes": [
      "solicitation"
    ],
    "value": {
      "attempts": {
        "default": 2,
        "most": 3
      }
    },
    "source": "FL 501.616(6), OK §775C.4",
    "date": "2026-11-24",
    "description": "Attempts per number in any 24 hours, over all missions and channels of the workspace. A further one waits."
  },
  {
    "id": "attempts-day",
    "purposes": [
      "inquiry",
      "informational"
    ],
    "value": {
      "attempts": {
        "default": 4
      }
    },
    "source": "the program’s own",
    "date": "2026-11-24",
    "description": "Attempts per number in any 24 hours, over all missions and channels of the workspace, unless `limits.attempts_per_number_per_day` says otherwise. A further one waits."
  },
  {
    "id": "consent",
    "purposes": [
      "solicitation"
    ],
    "value": {
      "consent": [
        "written",
        "express"
      ]
    },
    "source": "FCC 24-17 (8 Feb 2024)",
    "date": "2026-11-24",
    "description": "An AI voice counts as an artificial voice: a call needs the person’s consent, with `type`, `source` and `at`."
  },
  {
    "id": "opt-out",
    "purposes": "all",
    "source": "FCC revocation rule; the service’s own list lacks “revoke” and “opt out”",
    "date": "2026-11-24",
    "description": "Whoever answers a text with stop, quit, end, revoke, opt out, cancel or unsubscribe, or refuses further contact in a conversation, is not contacted again by any channel in any mission.",
    "fixed": "A no is for ever."
  },
  {
    "id": "opt-out-confirmation",
    "purposes": "all",
    "source": "FCC revocation rule",
    "date": "2026-11-24",
    "description": "At most one text confirms an opt-out, within five minutes, with nothing else in it.",
    "fixed": "A no is for ever."
  },
  {
    "id": "do-not-contact",
    "purposes": "all",
    "source": "the workspace’s own list",
    "date": "2026-11-24",
    "description": "Numbers that the workspace lists, under `do_not_contact` or by `mission optout add`, are not contacted.",
    "fixed": "Take the number off the workspace’s list."
  },
  {
    "id": "disclosure",
    "purposes": [
      "inquiry",
      "informational"
    ],
    "value": {
      "disclosure": "warning"
    },
    "source": "CA AB 2905; EU AI Act Art. 50",
    "date": "2026-11-24",
    "description": "Prompt and greeting say that an AI speaks, and do not deny it."
  },
  {
    "id": "disclosure",
    "purposes": [
      "solicitation"
    ],
    "value": {
      "disclosure": "error"
    },
    "source": "CA AB 2905; EU AI Act Art. 50",
    "date": "2026-11-24",
    "description": "Prompt and greeting say that an AI speaks, and do not deny it."
  },
  {
    "id": "recording",
    "purposes": "all",
    "value": {
      "recording": "warning"
    },
    "source": "all-party consent states",
    "date": "2026-11-24",
    "description": "A call that is recorded says so."
  },
  {
    "id": "number",
    "purposes": "all",
    "source": "the numbering plans",
    "date": "2026-11-24",
    "description": "Valid numbers only (555-01XX passes). Emergency and premium-rate numbers are not called, and no number twice.",
    "fixed": "Mend the number, or leave the target out."
  },
  {
    "id": "voicemail",
    "purposes": "all",
    "value": {
      "voicemails": 1
    },
    "source": "the service’s guidance for professionals",
    "date": "2026-11-24",
    "description": "At most one message is left per contact."
  },
  {
    "id": "deadline",
    "purposes": "all",
    "source": "the program’s own",
    "date": "2026-11-24",
    "description": "Nothing is placed for after `schedule.deadline`.",
    "fixed": "Set `schedule.deadline`."
  },
  {
    "id": "reached-before",
    "purposes": "all",
    "value": {
      "again_after": "30d"
    },
    "source": "the program’s own",
    "date": "2026-11-24",
    "description": "Targets that an earlier run of the same mission reached within `again_after` are left out."
  }
];
