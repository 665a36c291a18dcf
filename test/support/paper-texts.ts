/** The texts of papers, for tests that draw papers without the rest of the terminal. */
import { textsFrom } from '../../printers/golden/papers.ts'
import type { Texts } from '../../src/domain/texts.ts'

export const paperTexts = (): Texts => textsFrom('config/texts/zh-CN/paper.toml')
