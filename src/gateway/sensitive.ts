/**
 * Whether a request sounds as if it would destroy, send, spend or publish something. Pure words, no model, and no promise: what is
 * missed here goes to the agent with the note that nobody approved it. In doubt a person is asked once too often.
 */

/** These say it wherever they stand. */
const verbs = [
  // taking away
  ...[
    'delete',
    'remove',
    'destroy',
    'erase',
    'wipe',
    'drop',
    'purge',
    'trash',
    'discard',
    'uninstall',
    'revoke',
    'terminate',
  ],
  ...['cancel', 'unsubscribe', 'overwrite', 'reset', 'disable', 'kill', 'restart', 'reboot', 'shut', 'nuke'],
  // telling others
  ...['send', 'resend', 'post', 'publish', 'tweet', 'forward', 'invite', 'submit', 'broadcast', 'unsend'],
  // money
  ...['pay', 'purchase', 'buy', 'transfer', 'donate', 'refund', 'sell', 'invest', 'subscribe', 'bid'],
  // work that others see
  ...['push', 'merge', 'deploy', 'install', 'upgrade', 'migrate', 'execute', 'rollback', 'launch'],
  // changing what is there
  ...['modify', 'edit', 'rename', 'replace', 'grant', 'unlock', 'approve'],
];
const irregular = [
  'sent',
  'paid',
  'bought',
  'sold',
  'overwrote',
  'overwritten',
  'payment',
  'payments',
  'deletion',
  'removal',
];

/** These are things as often as deeds (a change, an order), and count where a deed stands. */
const deedsOrThings = [
  ...[
    'e-?mail',
    'mail',
    'text',
    'message',
    'call',
    'phone',
    'dial',
    'order',
    'book',
    'reserve',
    'change',
    'update',
    'release',
  ],
  ...[
    'commit',
    'share',
    'sign',
    'move',
    'reply',
    'format',
    'charge',
    'wire',
    'write to',
    'add',
    'create',
    'empty',
    'clear',
    'clean up',
  ],
];
const before = [
  ...[
    'please',
    'to',
    'and',
    'or',
    'then',
    'you',
    'just',
    'also',
    'now',
    'go',
    'i',
    'we',
    'they',
    'he',
    'she',
    'let us',
    "let's",
    'me',
  ],
  ...['can', 'could', 'will', 'would', 'should', 'must', 'may', 'shall', "i'll", "we'll", 'kindly', 'again', 'ahead'],
];

const anywhere = new RegExp(`\\b(?:${[...verbs.flatMap(formsOf), ...irregular].join('|')})\\b`);
const asDeed = new RegExp(
  `(?:^|[.,;:!?\\n]|\\b(?:${before.join('|')}))\\s*(?:\\w+ly\\s+)?\\b(?:${deedsOrThings.join('|')})\\b`,
);

export function isSensitive(text: string): boolean {
  const plain = plainLetters(text);
  return anywhere.test(plain) || asDeed.test(plain);
}

/** `drop`: drops, dropped, dropping; some of the forms are no words, which harms nothing. */
function formsOf(verb: string): readonly string[] {
  const stem = verb.replace(/e$/, '');
  const doubled = `${stem}${stem.at(-1)}`;
  return [
    verb,
    `${verb}s`,
    `${stem}es`,
    `${stem}ed`,
    `${stem}ing`,
    `${doubled}ed`,
    `${doubled}ing`,
    verb.replace(/y$/, 'ie[sd]'),
  ];
}

/** Lower case, without accents and invisible characters; letters set apart (`d e l e t e`) are read together as well. */
function plainLetters(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[‘’]/g, "'")
    .toLowerCase()
    .trim();
  const spread = plain.match(/(?<!\p{L})(?:\p{L}[ .\-_*]){3,}\p{L}(?!\p{L})/gu) ?? [];
  return [plain, ...spread.map((letters) => letters.replace(/[^\p{L}]/gu, ''))].join('\n');
}
