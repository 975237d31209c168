/** Leaves out members that are undefined: an optional key is absent, never there without a value. */
export type Compact<Members> = {
  [Key in keyof Members as undefined extends Members[Key] ? never : Key]: Members[Key];
} & {
  [Key in keyof Members as undefined extends Members[Key] ? Key : never]?: Exclude<Members[Key], undefined>;
};

export function compact<Members extends object>(members: Members): Compact<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Compact<Members>;
}
