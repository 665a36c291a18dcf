/** Every service of the terminal, in the order of the home screen. A new one is added here. */
import { inquiry } from './inquiry/service.ts'
import type { Service } from './session/service.ts'

export const services: readonly Service[] = [inquiry]
