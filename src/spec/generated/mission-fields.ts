/* Made by scripts/generate.mjs from schemas/mission.schema.json. Do not edit: change the schema. */
export const missionFields: Readonly<Record<string, { readonly description: string; readonly example: string }>> = {
  "": {
    "description": "Outreach to people by phone or text: whom to reach, what to say and find out, how to judge it, when to try, and where a person must approve.",
    "example": ""
  },
  "version": {
    "description": "The version of this language.",
    "example": "1"
  },
  "name": {
    "description": "What the mission is called; runs and results are named after it.",
    "example": "Find window washing contractors"
  },
  "class": {
    "description": "The course it takes: ask all, ask all and rank, one after another with the best offer in hand, several rounds, or search until found and act.",
    "example": "parallel-screening"
  },
  "purpose": {
    "description": "Which contact rules apply. inquiry: asking a business for something one would buy or needs to know; informational: telling people what they expect; solicitation: selling or asking for money, under the strictest rules.",
    "example": "inquiry"
  },
  "params": {
    "description": "Typed inputs; `mission run FILE -p city=Chicago` sets one.",
    "example": "{ city: { type: string, default: Chicago } }"
  },
  "params.*": {
    "description": "One input.",
    "example": "{ type: string, default: Chicago }"
  },
  "params.*.type": {
    "description": "What the input is.",
    "example": "string"
  },
  "params.*.default": {
    "description": "The value where none is given. Without one it must be given.",
    "example": "Chicago"
  },
  "params.*.secret": {
    "description": "Usable in expressions, refused in prompts, messages and questions.",
    "example": "true"
  },
  "params.*.description": {
    "description": "What it means.",
    "example": "The city to search in"
  },
  "targets": {
    "description": "Whom to reach: a list, or where one is found.",
    "example": "{ from: contractors.csv }"
  },
  "targets[]": {
    "description": "One target. Keys that are not listed are yours; templates and expressions read them as target.KEY.",
    "example": "{ id: acme, name: Acme, phone: \"+13125550101\", timezone: America/Chicago, city: Chicago }"
  },
  "targets[].id": {
    "description": "What the target is called in results and on the command line; unique. The slug of the name unless given.",
    "example": "acme"
  },
  "targets[].name": {
    "description": "Who is reached.",
    "example": "Acme Window Cleaning"
  },
  "targets[].phone": {
    "description": "The number with its country code, in quotes: YAML reads it as a number otherwise.",
    "example": "\"+13125550101\""
  },
  "targets[].timezone": {
    "description": "The IANA time zone of the person called. Without one, every zone that the number may lie in must be open.",
    "example": "America/Chicago"
  },
  "targets[].kind": {
    "description": "Who picks up: sets how soon and how often it is tried again.",
    "example": "service"
  },
  "targets[].consent": {
    "description": "What this person has agreed to, and where that is written.",
    "example": "{ type: written, source: web form, at: 2026-03-01 }"
  },
  "targets[].consent.type": {
    "description": "The kind of consent.",
    "example": "written"
  },
  "targets[].consent.source": {
    "description": "Where it was given.",
    "example": "web form"
  },
  "targets[].consent.at": {
    "description": "When it was given.",
    "example": "2026-03-01"
  },
  "targets[].*": {
    "description": "A column of your own.",
    "example": "Chicago"
  },
  "targets.from": {
    "description": "A CSV, JSON Lines or YAML file beside the mission, or the rows themselves.",
    "example": "contractors.csv"
  },
  "targets.from[]": {
    "description": "One target. Keys that are not listed are yours; templates and expressions read them as target.KEY.",
    "example": "{ id: acme, name: Acme, phone: \"+13125550101\", timezone: America/Chicago, city: Chicago }"
  },
  "targets.from[].id": {
    "description": "What the target is called in results and on the command line; unique. The slug of the name unless given.",
    "example": "acme"
  },
  "targets.from[].name": {
    "description": "Who is reached.",
    "example": "Acme Window Cleaning"
  },
  "targets.from[].phone": {
    "description": "The number with its country code, in quotes: YAML reads it as a number otherwise.",
    "example": "\"+13125550101\""
  },
  "targets.from[].timezone": {
    "description": "The IANA time zone of the person called. Without one, every zone that the number may lie in must be open.",
    "example": "America/Chicago"
  },
  "targets.from[].kind": {
    "description": "Who picks up: sets how soon and how often it is tried again.",
    "example": "service"
  },
  "targets.from[].consent": {
    "description": "What this person has agreed to, and where that is written.",
    "example": "{ type: written, source: web form, at: 2026-03-01 }"
  },
  "targets.from[].consent.type": {
    "description": "The kind of consent.",
    "example": "written"
  },
  "targets.from[].consent.source": {
    "description": "Where it was given.",
    "example": "web form"
  },
  "targets.from[].consent.at": {
    "description": "When it was given.",
    "example": "2026-03-01"
  },
  "targets.from[].*": {
    "description": "A column of your own.",
    "example": "Chicago"
  },
  "targets.columns": {
    "description": "Which column holds what, where headers differ: our name on the left, the header on the right.",
    "example": "{ name: Company, phone: Tel, timezone: TZ }"
  },
  "targets.columns.*": {
    "description": "The header in the file.",
    "example": "Company"
  },
  "targets.types": {
    "description": "What the cells of a column are; text where nothing is said.",
    "example": "{ floors: number }"
  },
  "targets.types.*": {
    "description": "The type of the cells.",
    "example": "number"
  },
  "targets.defaults": {
    "description": "What holds for every row that says nothing else.",
    "example": "{ kind: service, timezone: America/Chicago }"
  },
  "targets.defaults.kind": {
    "description": "Who picks up, where a row does not say.",
    "example": "service"
  },
  "targets.defaults.timezone": {
    "description": "The IANA time zone, where a row does not say.",
    "example": "America/Chicago"
  },
  "targets.defaults.*": {
    "description": "The value for rows without one.",
    "example": "Chicago"
  },
  "targets.where": {
    "description": "Only targets for which this holds are reached. Reads target and params.",
    "example": "\"target.city == params.city\""
  },
  "targets.invalid": {
    "description": "What to do with a row whose number cannot be called: report it, or leave the target out.",
    "example": "skip"
  },
  "targets.duplicates": {
    "description": "What to do with a number that stands in the list twice: report it, or keep the first.",
    "example": "first"
  },
  "channel": {
    "description": "How they are reached.",
    "example": "call"
  },
  "message": {
    "description": "The text, for sms.",
    "example": "\"Hello {{target.name}}, the AI assistant of Harbour Dental here: see you tomorrow.\""
  },
  "reply": {
    "description": "Answers to texts; needed where something is collected from them.",
    "example": "{ within: 24h }"
  },
  "reply.within": {
    "description": "How long an answer to a text counts.",
    "example": "24h"
  },
  "assistant": {
    "description": "The voice assistant that calls.",
    "example": "{ instructions: \"You are an AI assistant calling {{target.name}}.\" }"
  },
  "assistant.name": {
    "description": "What the assistant is called at the service. The name of the mission unless given.",
    "example": "Contractor caller"
  },
  "assistant.greeting": {
    "description": "What the assistant says first. Empty: the person called speaks first.",
    "example": "\"\""
  },
  "assistant.instructions": {
    "description": "What the assistant is told. It must say that it is an AI.",
    "example": "\"You are an AI assistant calling {{target.name}}.\""
  },
  "assistant.instructions_file": {
    "description": "The instructions in a file of their own, beside the mission.",
    "example": "prompts/quote.hbs"
  },
  "assistant.model": {
    "description": "The language model that speaks.",
    "example": "openai/gpt-4o"
  },
  "assistant.voice": {
    "description": "The voice it speaks with.",
    "example": "Rime.ArcanaV3.astra"
  },
  "assistant.tools": {
    "description": "What it may do besides talking.",
    "example": "[hangup, send_dtmf]"
  },
  "assistant.tools[]": {
    "description": "A tool.",
    "example": "hangup"
  },
  "assistant.voicemail": {
    "description": "What happens when an answering machine picks up.",
    "example": "{ detect: auto, action: hang_up }"
  },
  "assistant.voicemail.detect": {
    "description": "Whether machines are told from people. auto: on, but off for targets of the kind automated.",
    "example": "auto"
  },
  "assistant.voicemail.action": {
    "description": "What is done at the tone.",
    "example": "leave_message"
  },
  "assistant.voicemail.message": {
    "description": "What is said after the tone, with the action leave_message.",
    "example": "\"This is an AI assistant calling for {{params.firm}}.\""
  },
  "assistant.record": {
    "description": "Whether the call is recorded. Many places demand that the person is told so.",
    "example": "false"
  },
  "collect": {
    "description": "What a conversation must yield, field by field.",
    "example": "{ price: { type: number, unit: USD, required: true } }"
  },
  "collect.*": {
    "description": "One field.",
    "example": "{ type: number, unit: USD, description: Quoted price per floor, required: true }"
  },
  "collect.*.type": {
    "description": "What the field holds. enum where `enum` is given.",
    "example": "number"
  },
  "collect.*.enum": {
    "description": "The words that the field may hold.",
    "example": "[ropes, lift]"
  },
  "collect.*.enum[]": {
    "description": "A word.",
    "example": "ropes"
  },
  "collect.*.items": {
    "description": "What each element is, for the type array.",
    "example": "{ type: string }"
  },
  "collect.*.items.type": {
    "description": "What each element is.",
    "example": "string"
  },
  "collect.*.items.enum": {
    "description": "The words that an element may be.",
    "example": "[\"yes\", \"no\"]"
  },
  "collect.*.items.enum[]": {
    "description": "A word.",
    "example": "\"yes\""
  },
  "collect.*.items.minimum": {
    "description": "The least that an element may be.",
    "example": "0"
  },
  "collect.*.items.maximum": {
    "description": "The most that an element may be.",
    "example": "100"
  },
  "collect.*.items.unit": {
    "description": "What an element is counted in.",
    "example": "USD"
  },
  "collect.*.minimum": {
    "description": "The least that is believed.",
    "example": "20"
  },
  "collect.*.maximum": {
    "description": "The most that is believed.",
    "example": "160"
  },
  "collect.*.unit": {
    "description": "What the number counts.",
    "example": "USD"
  },
  "collect.*.description": {
    "description": "What the field means, for whoever reads the conversation.",
    "example": "Quoted price per floor"
  },
  "collect.*.required": {
    "description": "Whether a conversation without it is marked incomplete.",
    "example": "true"
  },
  "rubric": {
    "description": "How the answers are judged.",
    "example": "{ rank: collected.price asc }"
  },
  "rubric.require": {
    "description": "Conditions; where one is not met, the contact is disqualified. Each reads collected, target and params.",
    "example": "[collected.insured]"
  },
  "rubric.require[]": {
    "description": "A CEL expression. All numbers in it are doubles.",
    "example": "\"collected.price < 100.0\""
  },
  "rubric.criteria": {
    "description": "What the score is made of, each by its weight.",
    "example": "[{ id: price, weight: 60, score: 1.0 - collected.price / 100.0 }]"
  },
  "rubric.criteria[]": {
    "description": "One criterion: scored by an expression, or judged by the model.",
    "example": "{ id: price, weight: 60, score: 1.0 - collected.price / 100.0 }"
  },
  "rubric.criteria[].id": {
    "description": "What the criterion is called in the results.",
    "example": "price"
  },
  "rubric.criteria[].weight": {
    "description": "How much it counts against the other criteria.",
    "example": "60"
  },
  "rubric.criteria[].score": {
    "description": "A number, cut to 0..1. Reads collected, target and params.",
    "example": "1.0 - collected.price / 100.0"
  },
  "rubric.criteria[].judge": {
    "description": "A question that the model answers from the conversation.",
    "example": "\"Were they polite and precise?\""
  },
  "rubric.criteria[].scale": {
    "description": "The best mark that the judge can give; the worst is 1.",
    "example": "5"
  },
  "rubric.rank": {
    "description": "Instead of criteria: the order by a value. Reads collected, target and params.",
    "example": "collected.price asc"
  },
  "rubric.shortlist": {
    "description": "How many of the best are marked; the ranking itself is never cut.",
    "example": "3"
  },
  "negotiate": {
    "description": "What a sequential negotiation is after.",
    "example": "{ objective: minimize collected.price }"
  },
  "negotiate.objective": {
    "description": "minimize or maximize, and an expression over collected.",
    "example": "minimize collected.price"
  },
  "negotiate.order": {
    "description": "Who is called first: the smaller value. List order unless given. Reads target and params.",
    "example": "target.size"
  },
  "negotiate.stop": {
    "description": "Good enough: nobody else is called. Reads best, answers and params.",
    "example": "\"best.price <= 400.0\""
  },
  "negotiate.floor": {
    "description": "Offers below are not believed. Never reaches a prompt.",
    "example": "200"
  },
  "negotiate.ceiling": {
    "description": "Offers above are not accepted. Never reaches a prompt.",
    "example": "600"
  },
  "rounds": {
    "description": "The rounds of a multi-round mission, in order.",
    "example": "[{ id: screen }, { id: demo, targets: { top: 3 } }]"
  },
  "rounds[]": {
    "description": "One pass over a set of targets.",
    "example": "{ id: demo, targets: { top: 3 } }"
  },
  "rounds[].id": {
    "description": "What the round is called: in expressions rounds.ID, in the results, and as the step ID/calls.",
    "example": "screen"
  },
  "rounds[].targets": {
    "description": "Whom the round reaches: all, the best of the round before, or those for which an expression over earlier rounds holds.",
    "example": "all"
  },
  "rounds[].targets.top": {
    "description": "How many of the best.",
    "example": "3"
  },
  "rounds[].channel": {
    "description": "How this round reaches them.",
    "example": "call"
  },
  "rounds[].assistant": {
    "description": "What differs from the mission’s assistant, key by key.",
    "example": "{ instructions: \"You are an AI assistant calling {{target.name}} again.\" }"
  },
  "rounds[].assistant.name": {
    "description": "What the assistant is called at the service. The name of the mission unless given.",
    "example": "Contractor caller"
  },
  "rounds[].assistant.greeting": {
    "description": "What the assistant says first. Empty: the person called speaks first.",
    "example": "\"\""
  },
  "rounds[].assistant.instructions": {
    "description": "What the assistant is told. It must say that it is an AI.",
    "example": "\"You are an AI assistant calling {{target.name}}.\""
  },
  "rounds[].assistant.instructions_file": {
    "description": "The instructions in a file of their own, beside the mission.",
    "example": "prompts/quote.hbs"
  },
  "rounds[].assistant.model": {
    "description": "The language model that speaks.",
    "example": "openai/gpt-4o"
  },
  "rounds[].assistant.voice": {
    "description": "The voice it speaks with.",
    "example": "Rime.ArcanaV3.astra"
  },
  "rounds[].assistant.tools": {
    "description": "What it may do besides talking.",
    "example": "[hangup, send_dtmf]"
  },
  "rounds[].assistant.tools[]": {
    "description": "A tool.",
    "example": "hangup"
  },
  "rounds[].assistant.voicemail": {
    "description": "What happens when an answering machine picks up.",
    "example": "{ detect: auto, action: hang_up }"
  },
  "rounds[].assistant.voicemail.detect": {
    "description": "Whether machines are told from people. auto: on, but off for targets of the kind automated.",
    "example": "auto"
  },
  "rounds[].assistant.voicemail.action": {
    "description": "What is done at the tone.",
    "example": "leave_message"
  },
  "rounds[].assistant.voicemail.message": {
    "description": "What is said after the tone, with the action leave_message.",
    "example": "\"This is an AI assistant calling for {{params.firm}}.\""
  },
  "rounds[].assistant.record": {
    "description": "Whether the call is recorded. Many places demand that the person is told so.",
    "example": "false"
  },
  "rounds[].message": {
    "description": "The text of this round, for sms.",
    "example": "\"Hello {{target.name}}, are you still free on Friday?\""
  },
  "rounds[].reply": {
    "description": "How long an answer to this round’s text counts.",
    "example": "{ within: 24h }"
  },
  "rounds[].reply.within": {
    "description": "How long an answer to a text counts.",
    "example": "24h"
  },
  "rounds[].collect": {
    "description": "What this round’s conversations must yield, instead of the mission’s collect.",
    "example": "{ day: { type: string, required: true } }"
  },
  "rounds[].collect.*": {
    "description": "One field.",
    "example": "{ type: number, unit: USD, description: Quoted price per floor, required: true }"
  },
  "rounds[].collect.*.type": {
    "description": "What the field holds. enum where `enum` is given.",
    "example": "number"
  },
  "rounds[].collect.*.enum": {
    "description": "The words that the field may hold.",
    "example": "[ropes, lift]"
  },
  "rounds[].collect.*.enum[]": {
    "description": "A word.",
    "example": "ropes"
  },
  "rounds[].collect.*.items": {
    "description": "What each element is, for the type array.",
    "example": "{ type: string }"
  },
  "rounds[].collect.*.items.type": {
    "description": "What each element is.",
    "example": "string"
  },
  "rounds[].collect.*.items.enum": {
    "description": "The words that an element may be.",
    "example": "[\"yes\", \"no\"]"
  },
  "rounds[].collect.*.items.enum[]": {
    "description": "A word.",
    "example": "\"yes\""
  },
  "rounds[].collect.*.items.minimum": {
    "description": "The least that an element may be.",
    "example": "0"
  },
  "rounds[].collect.*.items.maximum": {
    "description": "The most that an element may be.",
    "example": "100"
  },
  "rounds[].collect.*.items.unit": {
    "description": "What an element is counted in.",
    "example": "USD"
  },
  "rounds[].collect.*.minimum": {
    "description": "The least that is believed.",
    "example": "20"
  },
  "rounds[].collect.*.maximum": {
    "description": "The most that is believed.",
    "example": "160"
  },
  "rounds[].collect.*.unit": {
    "description": "What the number counts.",
    "example": "USD"
  },
  "rounds[].collect.*.description": {
    "description": "What the field means, for whoever reads the conversation.",
    "example": "Quoted price per floor"
  },
  "rounds[].collect.*.required": {
    "description": "Whether a conversation without it is marked incomplete.",
    "example": "true"
  },
  "rounds[].rubric": {
    "description": "How this round is judged, instead of the mission’s rubric.",
    "example": "{ rank: collected.price asc }"
  },
  "rounds[].rubric.require": {
    "description": "Conditions; where one is not met, the contact is disqualified. Each reads collected, target and params.",
    "example": "[collected.insured]"
  },
  "rounds[].rubric.require[]": {
    "description": "A CEL expression. All numbers in it are doubles.",
    "example": "\"collected.price < 100.0\""
  },
  "rounds[].rubric.criteria": {
    "description": "What the score is made of, each by its weight.",
    "example": "[{ id: price, weight: 60, score: 1.0 - collected.price / 100.0 }]"
  },
  "rounds[].rubric.criteria[]": {
    "description": "One criterion: scored by an expression, or judged by the model.",
    "example": "{ id: price, weight: 60, score: 1.0 - collected.price / 100.0 }"
  },
  "rounds[].rubric.criteria[].id": {
    "description": "What the criterion is called in the results.",
    "example": "price"
  },
  "rounds[].rubric.criteria[].weight": {
    "description": "How much it counts against the other criteria.",
    "example": "60"
  },
  "rounds[].rubric.criteria[].score": {
    "description": "A number, cut to 0..1. Reads collected, target and params.",
    "example": "1.0 - collected.price / 100.0"
  },
  "rounds[].rubric.criteria[].judge": {
    "description": "A question that the model answers from the conversation.",
    "example": "\"Were they polite and precise?\""
  },
  "rounds[].rubric.criteria[].scale": {
    "description": "The best mark that the judge can give; the worst is 1.",
    "example": "5"
  },
  "rounds[].rubric.rank": {
    "description": "Instead of criteria: the order by a value. Reads collected, target and params.",
    "example": "collected.price asc"
  },
  "rounds[].rubric.shortlist": {
    "description": "How many of the best are marked; the ranking itself is never cut.",
    "example": "3"
  },
  "rounds[].schedule": {
    "description": "What differs from the mission’s schedule, key by key.",
    "example": "{ hours: \"10:00-15:00\" }"
  },
  "rounds[].schedule.start": {
    "description": "When calls begin: now, or an instant; one in the past means now.",
    "example": "now"
  },
  "rounds[].schedule.hours": {
    "description": "The hours of the day in which somebody may be called, at their own place. The end is not included.",
    "example": "\"09:00-17:00\""
  },
  "rounds[].schedule.days": {
    "description": "The days of the week.",
    "example": "mon-fri"
  },
  "rounds[].schedule.days[]": {
    "description": "A day of the week.",
    "example": "mon"
  },
  "rounds[].schedule.timezone": {
    "description": "target, or an IANA zone that must be open as well.",
    "example": "target"
  },
  "rounds[].schedule.holidays": {
    "description": "Countries on whose public holidays nobody is called.",
    "example": "[US]"
  },
  "rounds[].schedule.holidays[]": {
    "description": "A country, by its two letters, or one of its states.",
    "example": "US"
  },
  "rounds[].schedule.pace": {
    "description": "At most so many attempts in any such while.",
    "example": "{ batch: 8, every: 90s }"
  },
  "rounds[].schedule.pace.batch": {
    "description": "How many attempts.",
    "example": "8"
  },
  "rounds[].schedule.pace.every": {
    "description": "In how long a while.",
    "example": "90s"
  },
  "rounds[].schedule.lookahead": {
    "description": "How long before it is due a call is handed to the service; at least a minute.",
    "example": "15m"
  },
  "rounds[].schedule.deadline": {
    "description": "When the mission ends at the latest: a duration from the start, or an instant.",
    "example": "3d"
  },
  "rounds[].approve": {
    "description": "Gates before this round. A round after the first that has none gets one, unless it is unattended.",
    "example": "[{ id: demos, ask: \"Call the three best again?\" }]"
  },
  "rounds[].approve[]": {
    "description": "A point where a person must approve.",
    "example": "{ id: launch, before: calls, ask: \"Call {{plan.contacts}} contractors?\" }"
  },
  "rounds[].approve[].id": {
    "description": "What the gate is called on the command line.",
    "example": "launch"
  },
  "rounds[].approve[].before": {
    "description": "The step that waits for it: calls, ROUND/calls, rank or act. Not needed inside a round or act.",
    "example": "calls"
  },
  "rounds[].approve[].ask": {
    "description": "The question. Reads plan.{contacts, attempts, minutes, cost}, params, best, ranking and found.",
    "example": "\"Call {{plan.contacts}} contractors?\""
  },
  "rounds[].approve[].via": {
    "description": "How it is asked. push: the phone app; terminal: a prompt. `mission approve` answers either, from anywhere.",
    "example": "[push, terminal]"
  },
  "rounds[].approve[].via[]": {
    "description": "A way.",
    "example": "push"
  },
  "rounds[].approve[].biometric": {
    "description": "Whether the phone asks for a fingerprint or a face.",
    "example": "true"
  },
  "rounds[].approve[].timeout": {
    "description": "How long it waits for an answer.",
    "example": "4h"
  },
  "rounds[].approve[].on_timeout": {
    "description": "What no answer means: no, or ask again.",
    "example": "deny"
  },
  "rounds[].unattended": {
    "description": "Whether the round begins without asking anybody.",
    "example": "true"
  },
  "goal": {
    "description": "The first contact for which this holds ends the search. Reads collected, target and params.",
    "example": "\"collected.in_stock && collected.price < 100.0\""
  },
  "act": {
    "description": "What is done with the one found.",
    "example": "{ to: found, channel: sms, message: Please hold one for us. }"
  },
  "act.to": {
    "description": "Who is reached: the contact that met the goal.",
    "example": "found"
  },
  "act.channel": {
    "description": "How.",
    "example": "sms"
  },
  "act.message": {
    "description": "The text, for sms. Reads found besides target and params.",
    "example": "\"Please hold one at {{found.price}} USD.\""
  },
  "act.reply": {
    "description": "How long an answer to the text counts.",
    "example": "{ within: 24h }"
  },
  "act.reply.within": {
    "description": "How long an answer to a text counts.",
    "example": "24h"
  },
  "act.assistant": {
    "description": "What differs from the mission’s assistant, key by key, for a call.",
    "example": "{ instructions: \"You are an AI assistant. Book the table at {{target.name}}.\" }"
  },
  "act.assistant.name": {
    "description": "What the assistant is called at the service. The name of the mission unless given.",
    "example": "Contractor caller"
  },
  "act.assistant.greeting": {
    "description": "What the assistant says first. Empty: the person called speaks first.",
    "example": "\"\""
  },
  "act.assistant.instructions": {
    "description": "What the assistant is told. It must say that it is an AI.",
    "example": "\"You are an AI assistant calling {{target.name}}.\""
  },
  "act.assistant.instructions_file": {
    "description": "The instructions in a file of their own, beside the mission.",
    "example": "prompts/quote.hbs"
  },
  "act.assistant.model": {
    "description": "The language model that speaks.",
    "example": "openai/gpt-4o"
  },
  "act.assistant.voice": {
    "description": "The voice it speaks with.",
    "example": "Rime.ArcanaV3.astra"
  },
  "act.assistant.tools": {
    "description": "What it may do besides talking.",
    "example": "[hangup, send_dtmf]"
  },
  "act.assistant.tools[]": {
    "description": "A tool.",
    "example": "hangup"
  },
  "act.assistant.voicemail": {
    "description": "What happens when an answering machine picks up.",
    "example": "{ detect: auto, action: hang_up }"
  },
  "act.assistant.voicemail.detect": {
    "description": "Whether machines are told from people. auto: on, but off for targets of the kind automated.",
    "example": "auto"
  },
  "act.assistant.voicemail.action": {
    "description": "What is done at the tone.",
    "example": "leave_message"
  },
  "act.assistant.voicemail.message": {
    "description": "What is said after the tone, with the action leave_message.",
    "example": "\"This is an AI assistant calling for {{params.firm}}.\""
  },
  "act.assistant.record": {
    "description": "Whether the call is recorded. Many places demand that the person is told so.",
    "example": "false"
  },
  "act.collect": {
    "description": "What this conversation must yield.",
    "example": "{ booked: { type: boolean, required: true } }"
  },
  "act.collect.*": {
    "description": "One field.",
    "example": "{ type: number, unit: USD, description: Quoted price per floor, required: true }"
  },
  "act.collect.*.type": {
    "description": "What the field holds. enum where `enum` is given.",
    "example": "number"
  },
  "act.collect.*.enum": {
    "description": "The words that the field may hold.",
    "example": "[ropes, lift]"
  },
  "act.collect.*.enum[]": {
    "description": "A word.",
    "example": "ropes"
  },
  "act.collect.*.items": {
    "description": "What each element is, for the type array.",
    "example": "{ type: string }"
  },
  "act.collect.*.items.type": {
    "description": "What each element is.",
    "example": "string"
  },
  "act.collect.*.items.enum": {
    "description": "The words that an element may be.",
    "example": "[\"yes\", \"no\"]"
  },
  "act.collect.*.items.enum[]": {
    "description": "A word.",
    "example": "\"yes\""
  },
  "act.collect.*.items.minimum": {
    "description": "The least that an element may be.",
    "example": "0"
  },
  "act.collect.*.items.maximum": {
    "description": "The most that an element may be.",
    "example": "100"
  },
  "act.collect.*.items.unit": {
    "description": "What an element is counted in.",
    "example": "USD"
  },
  "act.collect.*.minimum": {
    "description": "The least that is believed.",
    "example": "20"
  },
  "act.collect.*.maximum": {
    "description": "The most that is believed.",
    "example": "160"
  },
  "act.collect.*.unit": {
    "description": "What the number counts.",
    "example": "USD"
  },
  "act.collect.*.description": {
    "description": "What the field means, for whoever reads the conversation.",
    "example": "Quoted price per floor"
  },
  "act.collect.*.required": {
    "description": "Whether a conversation without it is marked incomplete.",
    "example": "true"
  },
  "act.approve": {
    "description": "Gates before the action.",
    "example": "[{ id: book, ask: \"Book {{found.target}}?\" }]"
  },
  "act.approve[]": {
    "description": "A point where a person must approve.",
    "example": "{ id: launch, before: calls, ask: \"Call {{plan.contacts}} contractors?\" }"
  },
  "act.approve[].id": {
    "description": "What the gate is called on the command line.",
    "example": "launch"
  },
  "act.approve[].before": {
    "description": "The step that waits for it: calls, ROUND/calls, rank or act. Not needed inside a round or act.",
    "example": "calls"
  },
  "act.approve[].ask": {
    "description": "The question. Reads plan.{contacts, attempts, minutes, cost}, params, best, ranking and found.",
    "example": "\"Call {{plan.contacts}} contractors?\""
  },
  "act.approve[].via": {
    "description": "How it is asked. push: the phone app; terminal: a prompt. `mission approve` answers either, from anywhere.",
    "example": "[push, terminal]"
  },
  "act.approve[].via[]": {
    "description": "A way.",
    "example": "push"
  },
  "act.approve[].biometric": {
    "description": "Whether the phone asks for a fingerprint or a face.",
    "example": "true"
  },
  "act.approve[].timeout": {
    "description": "How long it waits for an answer.",
    "example": "4h"
  },
  "act.approve[].on_timeout": {
    "description": "What no answer means: no, or ask again.",
    "example": "deny"
  },
  "schedule": {
    "description": "When attempts may be made.",
    "example": "{ hours: \"09:00-17:00\", days: mon-fri, deadline: 3d }"
  },
  "schedule.start": {
    "description": "When calls begin: now, or an instant; one in the past means now.",
    "example": "now"
  },
  "schedule.hours": {
    "description": "The hours of the day in which somebody may be called, at their own place. The end is not included.",
    "example": "\"09:00-17:00\""
  },
  "schedule.days": {
    "description": "The days of the week.",
    "example": "mon-fri"
  },
  "schedule.days[]": {
    "description": "A day of the week.",
    "example": "mon"
  },
  "schedule.timezone": {
    "description": "target, or an IANA zone that must be open as well.",
    "example": "target"
  },
  "schedule.holidays": {
    "description": "Countries on whose public holidays nobody is called.",
    "example": "[US]"
  },
  "schedule.holidays[]": {
    "description": "A country, by its two letters, or one of its states.",
    "example": "US"
  },
  "schedule.pace": {
    "description": "At most so many attempts in any such while.",
    "example": "{ batch: 8, every: 90s }"
  },
  "schedule.pace.batch": {
    "description": "How many attempts.",
    "example": "8"
  },
  "schedule.pace.every": {
    "description": "In how long a while.",
    "example": "90s"
  },
  "schedule.lookahead": {
    "description": "How long before it is due a call is handed to the service; at least a minute.",
    "example": "15m"
  },
  "schedule.deadline": {
    "description": "When the mission ends at the latest: a duration from the start, or an instant.",
    "example": "3d"
  },
  "retry": {
    "description": "How often and how soon it is tried again.",
    "example": "service"
  },
  "retry.base": {
    "description": "The preset that is adjusted. By the target’s kind unless given.",
    "example": "professional"
  },
  "retry.total": {
    "description": "All redials of a contact together.",
    "example": "2"
  },
  "retry.no-answer": {
    "description": "After nobody picked up.",
    "example": "{ after: next-window }"
  },
  "retry.no-answer.times": {
    "description": "How many redials after this outcome.",
    "example": "1"
  },
  "retry.no-answer.after": {
    "description": "How long after it: a duration, a range, the next window, or the next business day.",
    "example": "30m-2h"
  },
  "retry.busy": {
    "description": "After a busy line.",
    "example": "{ times: 2, after: 10m-15m }"
  },
  "retry.busy.times": {
    "description": "How many redials after this outcome.",
    "example": "1"
  },
  "retry.busy.after": {
    "description": "How long after it: a duration, a range, the next window, or the next business day.",
    "example": "30m-2h"
  },
  "retry.failed": {
    "description": "After a call that could not be put through.",
    "example": "{ times: 1, after: 10m }"
  },
  "retry.failed.times": {
    "description": "How many redials after this outcome.",
    "example": "1"
  },
  "retry.failed.after": {
    "description": "How long after it: a duration, a range, the next window, or the next business day.",
    "example": "30m-2h"
  },
  "retry.voicemail": {
    "description": "After an answering machine; no preset does.",
    "example": "{ times: 1, after: 4h }"
  },
  "retry.voicemail.times": {
    "description": "How many redials after this outcome.",
    "example": "1"
  },
  "retry.voicemail.after": {
    "description": "How long after it: a duration, a range, the next window, or the next business day.",
    "example": "30m-2h"
  },
  "retry.undelivered": {
    "description": "After a text that was not delivered; no preset does.",
    "example": "{ times: 1, after: 1h-2h }"
  },
  "retry.undelivered.times": {
    "description": "How many redials after this outcome.",
    "example": "1"
  },
  "retry.undelivered.after": {
    "description": "How long after it: a duration, a range, the next window, or the next business day.",
    "example": "30m-2h"
  },
  "limits": {
    "description": "What must not be exceeded, reckoned at worst before every attempt.",
    "example": "{ concurrency: 10, attempts_total: 500, cost_total: 120 USD }"
  },
  "limits.concurrency": {
    "description": "How many attempts may be open at once.",
    "example": "10"
  },
  "limits.attempts_total": {
    "description": "How many attempts the mission may make.",
    "example": "500"
  },
  "limits.attempts_per_number_per_day": {
    "description": "How many attempts a number may get in any 24 hours, over all missions. 2 for a solicitation, else 4.",
    "example": "2"
  },
  "limits.call_minutes": {
    "description": "How long a call may last.",
    "example": "15"
  },
  "limits.minutes_total": {
    "description": "How many minutes all calls together may last.",
    "example": "900"
  },
  "limits.cost_total": {
    "description": "What the mission may cost.",
    "example": "120 USD"
  },
  "approve": {
    "description": "Where a person must say yes.",
    "example": "[{ id: launch, before: calls, ask: \"Call {{plan.contacts}} contractors?\" }]"
  },
  "approve[]": {
    "description": "A point where a person must approve.",
    "example": "{ id: launch, before: calls, ask: \"Call {{plan.contacts}} contractors?\" }"
  },
  "approve[].id": {
    "description": "What the gate is called on the command line.",
    "example": "launch"
  },
  "approve[].before": {
    "description": "The step that waits for it: calls, ROUND/calls, rank or act. Not needed inside a round or act.",
    "example": "calls"
  },
  "approve[].ask": {
    "description": "The question. Reads plan.{contacts, attempts, minutes, cost}, params, best, ranking and found.",
    "example": "\"Call {{plan.contacts}} contractors?\""
  },
  "approve[].via": {
    "description": "How it is asked. push: the phone app; terminal: a prompt. `mission approve` answers either, from anywhere.",
    "example": "[push, terminal]"
  },
  "approve[].via[]": {
    "description": "A way.",
    "example": "push"
  },
  "approve[].biometric": {
    "description": "Whether the phone asks for a fingerprint or a face.",
    "example": "true"
  },
  "approve[].timeout": {
    "description": "How long it waits for an answer.",
    "example": "4h"
  },
  "approve[].on_timeout": {
    "description": "What no answer means: no, or ask again.",
    "example": "deny"
  },
  "again_after": {
    "description": "Leave out whom an earlier run of this mission reached since.",
    "example": "30d"
  },
  "rules": {
    "description": "Contact rules that are loosened, with the reason.",
    "example": "{ override: [hours-business], because: They open at 7 }"
  },
  "rules.override": {
    "description": "The rules.",
    "example": "[hours-business]"
  },
  "rules.override[]": {
    "description": "A rule.",
    "example": "hours-business"
  },
  "rules.because": {
    "description": "Why. It stands in the plan and in the results.",
    "example": "They open at 7"
  },
  "provider": {
    "description": "Who places the calls; the simulator calls nobody. `--provider` on the command line wins.",
    "example": "simulator"
  },
  "results": {
    "description": "What the results hold.",
    "example": "{ formats: [yaml, csv], transcripts: false, phones: masked }"
  },
  "results.formats": {
    "description": "Which files are written.",
    "example": "[yaml, csv]"
  },
  "results.formats[]": {
    "description": "A format.",
    "example": "yaml"
  },
  "results.transcripts": {
    "description": "Whether what was said is written down.",
    "example": "false"
  },
  "results.phones": {
    "description": "How numbers are shown.",
    "example": "masked"
  },
  "simulate": {
    "description": "How the telephone world behaves. Only the simulator reads it.",
    "example": "{ seed: 7 }"
  },
  "simulate.seed": {
    "description": "Where chance begins: the same seed plays the same world.",
    "example": "7"
  },
  "simulate.from": {
    "description": "When the virtual clock begins. schedule.start or now unless given.",
    "example": "\"2026-11-23T15:00:00Z\""
  },
  "simulate.default": {
    "description": "How targets without a persona behave.",
    "example": "{ answered: 0.6, no-answer: 0.2, voicemail: 0.1, busy: 0.1 }"
  },
  "simulate.default.answered": {
    "description": "The share of attempts that end answered.",
    "example": "0.2"
  },
  "simulate.default.voicemail": {
    "description": "The share of attempts that end voicemail.",
    "example": "0.2"
  },
  "simulate.default.no-answer": {
    "description": "The share of attempts that end no-answer.",
    "example": "0.2"
  },
  "simulate.default.busy": {
    "description": "The share of attempts that end busy.",
    "example": "0.2"
  },
  "simulate.default.failed": {
    "description": "The share of attempts that end failed.",
    "example": "0.2"
  },
  "simulate.default.delivered": {
    "description": "The share of attempts that end delivered.",
    "example": "0.2"
  },
  "simulate.default.undelivered": {
    "description": "The share of attempts that end undelivered.",
    "example": "0.2"
  },
  "simulate.default.replied": {
    "description": "The share of attempts that end replied.",
    "example": "0.2"
  },
  "simulate.default.opted-out": {
    "description": "The share of texts answered with STOP.",
    "example": "0.2"
  },
  "simulate.personas": {
    "description": "How single targets behave, attempt by attempt over the whole run; the last line repeats.",
    "example": "{ acme: [no-answer, { answered: 95s, collected: { price: 42 } }] }"
  },
  "simulate.personas.*": {
    "description": "The attempts of one target, by its id.",
    "example": "[no-answer, { answered: 95s }]"
  },
  "simulate.personas.*[]": {
    "description": "One attempt: an outcome, or an outcome with what was said.",
    "example": "no-answer"
  },
  "simulate.personas.*[].answered": {
    "description": "Picks up and talks for so long.",
    "example": "95s"
  },
  "simulate.personas.*[].voicemail": {
    "description": "A machine picks up and runs for so long.",
    "example": "20s"
  },
  "simulate.personas.*[].replied": {
    "description": "Answers the text with these words.",
    "example": "\"YES\""
  },
  "simulate.personas.*[].after": {
    "description": "How long after the text the answer comes.",
    "example": "20m"
  },
  "simulate.personas.*[].collected": {
    "description": "What is found out, field by field.",
    "example": "{ price: 42, insured: true }"
  },
  "simulate.personas.*[].collected.*": {
    "description": "The value of a field of collect.",
    "example": "42"
  },
  "simulate.personas.*[].transcript": {
    "description": "What was said, line by line.",
    "example": "[\"Acme, good morning.\", \"Hello, this is an AI assistant.\"]"
  },
  "simulate.personas.*[].transcript[]": {
    "description": "A line.",
    "example": "Good morning."
  },
  "simulate.approver": {
    "description": "How the holder of the simulated phone answers, gate by gate; silent where nothing is said.",
    "example": "{ launch: approved after 2m }"
  },
  "simulate.approver.*": {
    "description": "approved, denied, silent or no_devices; the first two may say after how long.",
    "example": "approved after 2m"
  }
};
