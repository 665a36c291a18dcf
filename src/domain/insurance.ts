/** Code sets of the national medical-insurance interfaces, as far as the terminal shows them. */

/** insutype: insurance types by their national code. */
export const insuranceTypes = {
  310: 'employeeBasic',
  320: 'civilServantAid',
  330: 'largeSumAid',
  340: 'retiredCadre',
  350: 'disabledVeteran',
  360: 'oldRedArmy',
  370: 'employerSupplement',
  380: 'ruralCooperative',
  390: 'residentBasic',
  391: 'urbanResidentBasic',
  392: 'residentSeriousIllness',
  399: 'otherSpecialGroup',
  410: 'longTermCare',
  510: 'maternity',
} as const
export type InsuranceType = keyof typeof insuranceTypes
export const insuranceTypeCodes = Object.keys(insuranceTypes) as `${InsuranceType}`[]

/** psn_insu_stas: 0 not enrolled, 1 normal, 2 paused, 3 ended. */
export const participationStatuses = ['notEnrolled', 'normal', 'paused', 'ended'] as const
export type ParticipationStatus = (typeof participationStatuses)[number]
