/** Records of EF05 and EF06 are T(1) L(1) V; one record holds one data object. */
export interface DataObject {
  readonly tag: number
  readonly value: Uint8Array
}

/**
 * Null when the record is shorter than its length byte says. Bytes behind the value are filling: some writers pad
 * every record of a file to the longest one.
 */
export const parseRecord = (record: Uint8Array): DataObject | null => {
  const [tag, length] = record
  if (tag === undefined || length === undefined || record.length < length + 2) return null
  return { tag, value: record.slice(2, 2 + length) }
}

export const encodeRecord = ({ tag, value }: DataObject): Uint8Array => Uint8Array.of(tag, value.length, ...value)
