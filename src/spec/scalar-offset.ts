/**
 * From a place in a text value to the place in the source that it was written at: through quotes, escapes, indentation and
 * folded lines.
 *
 * Folding changes nothing but white space, so the visible characters of a value and of its source follow one another in
 * the same order, and the one at hand is found by counting them.
 */

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface WrittenScalar {
  readonly style: ScalarStyle;
  /** The value. */
  readonly value: string;
  /** The whole document, and where the scalar stands in it: quotes or the block's header included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The offset in the document of the value's character `offset`. */
export function sourceOffset(scalar: WrittenScalar, offset: number): number {
  const { value } = scalar;
  const wanted = Math.max(0, Math.min(offset, value.length));
  if (scalar.style === 'plain' && !value.slice(0, wanted).includes('\n') && isUnchanged(scalar)) {
    return scalar.start + wanted;
  }
  // White space has no counterpart of its own: it is found from the visible character before it.
  let anchor = wanted;
  while (anchor > 0 && (anchor === value.length || isSpace(value.charCodeAt(anchor)))) anchor -= 1;
  const visibleBefore = countVisible(value.slice(0, anchor));
  const found = nthVisible(scalar, visibleBefore);
  return Math.min(found + (wanted - anchor), scalar.end);
}

function isUnchanged(scalar: WrittenScalar): boolean {
  return scalar.text.startsWith(scalar.value, scalar.start);
}

/** YAML's white space: what folding may change. */
function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

function countVisible(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (!isSpace(text.charCodeAt(at))) count += 1;
  return count;
}

/** The offset of the visible unit with this number, from 0, in the scalar's source. */
function nthVisible(scalar: WrittenScalar, number: number): number {
  const { text, end } = scalar;
  let at = contentStart(scalar);
  let left = number;
  while (at < end) {
    const unit = nextUnit(scalar, at);
    if (unit.visible > left) return at;
    left -= unit.visible;
    at += unit.length;
  }
  return Math.min(at, text.length);
}

function contentStart({ text, start, end, style }: WrittenScalar): number {
  if (style === 'single' || style === 'double') return start + 1;
  if (style === 'plain') return start;
  const headerEnd = text.indexOf('\n', start);
  return headerEnd === -1 ? end : headerEnd + 1;
}

interface Unit {
  readonly length: number;
  /** How many visible UTF-16 units of the value it stands for. */
  readonly visible: number;
}

function nextUnit({ text, style }: WrittenScalar, at: number): Unit {
  if (style === 'single' && text.startsWith("''", at)) return { length: 2, visible: 1 };
  if (style === 'double' && text[at] === '\\') return escapeUnit(text, at);
  return { length: 1, visible: isSpace(text.charCodeAt(at)) ? 0 : 1 };
}

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeUnit(text: string, at: number): Unit {
  const kind = text[at + 1] ?? '';
  const digits = hexDigits[kind];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { length: 2 + digits, visible: isSpace(code) ? 0 : code > 0xffff ? 2 : 1 };
  }
  // `\n`, `\t`, `\r`, a space and an escaped line end are white space.
  return { length: 2, visible: /[ntr\s]/.test(kind) ? 0 : 1 };
}
