/**
 * Measures a drawn screen: what runs over its room, keys that are too small or too close, text that is too small or
 * too pale, keys that lie over each other.
 */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

export interface Demands {
  /** Smallest side of a key, CSS pixels. */
  readonly target: number
  readonly gap: number
  readonly text: number
  readonly title: number
  readonly contrast: number
}

/** Sizes for a panel of about 102 px/inch at arm's length. */
export const demands = (elder: boolean): Demands =>
  elder
    ? { target: 96, gap: 16, text: 32, title: 56, contrast: 7 }
    : { target: 72, gap: 16, text: 24, title: 0, contrast: 4.5 }

export interface Findings {
  readonly smallTargets: string[]
  readonly closeTargets: string[]
  readonly smallText: string[]
  readonly lowContrast: string[]
  readonly overflow: string[]
}

/** The measuring itself is plain JavaScript, because it runs in the page and this side has no types of a document. */
const inPage = await readFile('test/e2e/in-page/measure-screen.js', 'utf8')

/** @param page shows a screen that is drawn and whose fonts have come */
export const measureScreen = async (page: Page, demand: Demands): Promise<Findings> => {
  await page.evaluate(inPage)
  return page.evaluate(`measureScreen(${JSON.stringify(demand)})`)
}
