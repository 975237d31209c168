/** Names that a user may not give to params and fields of collect, because a language of the file has them already. */

const reserved: ReadonlySet<string> = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
  // CEL, section "Syntax"
  ...[
    'true',
    'false',
    'null',
    'in',
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
    'let',
  ],
  ...['loop', 'package', 'namespace', 'return', 'var', 'void', 'while'],
  // Handlebars
  ...['this', 'undefined'],
]);

export function isReservedName(name: string): boolean {
  return reserved.has(name);
}
