/** A declared event with typed fields. Never a name, an ID number, a card number or a PIN. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | boolean>>) => void
