/** Words for people come from `config/texts/<language>/*.toml`, by id; `{name}` in a text is replaced by the parameter. */
export interface Texts {
  /** Throws when the id is missing: that is a programming error, found by the text lint before anyone stands in front of it. */
  (id: string, parameters?: Readonly<Record<string, string | number>>): string
  has(id: string): boolean
}
