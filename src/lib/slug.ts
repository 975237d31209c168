/**
 * A name as it stands in file names and run names: in lower case, with one hyphen for every run of characters that are
 * neither letters nor digits, none at the ends. Empty where the name has neither.
 */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{Letter}\p{Mark}\p{Number}]+/gu);
  return (words ?? []).join('-');
}
