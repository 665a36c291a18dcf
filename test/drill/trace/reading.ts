/** Reads what the watcher saw of a terminal: were the records it sent on the disk when it sent them? */
export interface TraceReading {
  /** Record frames sent. */
  readonly sent: number
  /** Of these, sent while the journal had writes that were not synced. */
  readonly tooEarly: number
  /** Syncs of the WAL. */
  readonly syncs: number
}

/** @param lines `write PATH`, `sync PATH`, `send FRAME`, in their order */
export const readTrace = (lines: readonly string[]): TraceReading => {
  const unsynced = new Set<string>()
  let [sent, tooEarly, syncs] = [0, 0, 0]
  for (const line of lines) {
    const [what, words] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
    if (what === 'write' && words.endsWith('journal.db-wal')) unsynced.add(words)
    else if (what === 'sync') {
      if (unsynced.delete(words)) syncs += 1
    } else if (what === 'send' && words.startsWith('[2,') && words.includes('"Record"')) {
      sent += 1
      if (unsynced.size > 0) tooEarly += 1
    }
  }
  return { sent, tooEarly, syncs }
}
