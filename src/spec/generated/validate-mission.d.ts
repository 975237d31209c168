/* Made by scripts/generate.mjs from schemas/mission.schema.json. Do not edit: change the schema. */
export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** What the schema around the keyword says of itself, besides its rules. */
  readonly parentSchema: {
    readonly errorMessage?: string;
    readonly errorHelp?: string;
    readonly errorCode?: string;
    readonly demandedBy?: string;
  };
  /** Set where the name of a key is at fault. */
  readonly propertyName?: string;
}
export interface Validator {
  (data: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
export declare const validate: Validator;
