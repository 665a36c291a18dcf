import { service } from '../session/service.ts'
import { inquiryMachine } from './machine.ts'
import { inquiryView } from './view.ts'

export const inquiry = service({ action: 'inquiry', machine: inquiryMachine, view: inquiryView })
