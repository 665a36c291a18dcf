/** How the cards of a menu are laid out. Pure. */
import type { View } from '../../wire/view.ts'

export interface ChoiceGrid {
  readonly columns: 1 | 2 | 3
  /** Icon above the words, beside them, or no icon because there is room for words only. */
  readonly shape: 'above' | 'beside' | 'words'
}

/**
 * Upright there is room below each other, so large type never shares a row; the portable panel is wide and low.
 * @param count number of choices, at most 6
 */
export const choiceGrid = (count: number, model: View['data']['frame']['model'], elder: boolean): ChoiceGrid => {
  if (model === 'standing')
    return elder || count <= 2 ? { columns: 1, shape: 'beside' } : { columns: 2, shape: 'above' }
  if (count === 1) return { columns: 1, shape: 'beside' }
  if (elder) return count <= 4 ? { columns: 2, shape: 'beside' } : { columns: 3, shape: 'words' }
  return { columns: count === 2 || count === 4 ? 2 : 3, shape: 'beside' }
}
