/**
 * What the physical world keeps about cards, in `<world>/card.json`: which card lies in the slot, and what each chip has
 * in its permanent memory. Written before the answer of the chip leaves it, so that a killed demo finds the world as it
 * was.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChipMemory } from './chip.ts'
import type { DemoCard } from './demo-cards.ts'

interface CardWorldFile {
  inserted: string | null
  chips: Record<string, ChipMemory>
}

export interface CardWorld {
  readonly inserted: string | null
  put(card: string | null): void
  memory(card: DemoCard): ChipMemory
  remember(card: string, memory: ChipMemory): void
}

/** @param folder kept between runs; null keeps nothing on disk */
export const openCardWorld = (folder: string | null): CardWorld => {
  const path = folder === null ? null : join(folder, 'card.json')
  const file = path === null ? { inserted: null, chips: {} } : readWorld(path)
  const write = (): void => {
    if (path === null) return
    writeFileSync(`${path}.new`, JSON.stringify(file, null, 2))
    renameSync(`${path}.new`, path)
  }
  if (folder !== null) mkdirSync(folder, { recursive: true })
  return {
    get inserted() {
      return file.inserted
    },
    put(card) {
      if (file.inserted === card) return
      file.inserted = card
      write()
    },
    memory(card) {
      return file.chips[card.card] ?? { triesLeft: card.tries, pin: card.profile.application?.pin ?? null }
    },
    remember(card, { triesLeft, pin }) {
      const kept = file.chips[card]
      if (kept !== undefined && kept.triesLeft === triesLeft && kept.pin === pin) return
      file.chips[card] = { triesLeft, pin }
      write()
    },
  }
}

const readWorld = (path: string): CardWorldFile => {
  try {
    const { inserted, chips } = JSON.parse(readFileSync(path, 'utf8')) as Partial<CardWorldFile>
    return { inserted: inserted ?? null, chips: chips ?? {} }
  } catch {
    return { inserted: null, chips: {} }
  }
}
