/** The member while the card is in the slot: what services get, and nothing that outlives the card. */
import type { SocialCard } from '../../drivers/card/port.ts'
import { type Fault, failed, type Result } from '../../src/domain/result.ts'
import type { QueryAnswer, QueryName, QueryParameters } from '../../src/wire/queries.ts'
import type { AgencyLine, MemberSession, VisitJournal } from '../ports.ts'

export interface Member {
  readonly visit: string
  readonly card: SocialCard
  readonly personNo: string
  /** Asks the agency and writes what was shown to the journal before anyone sees it. */
  ask<N extends QueryName>(name: N, parameters: QueryParameters<N>): Promise<Result<QueryAnswer<N>>>
  /** The member session at the agency ends; later asks are refused. */
  end(reason: 'cardRemoved' | 'finished' | 'timeout' | 'readerLost'): void
}

/** The card proves itself to the agency: challenge, chip's answer, member session. */
export const proveToAgency = async (agency: AgencyLine, card: SocialCard): Promise<Result<MemberSession>> => {
  const begun = await agency.identifyBegin({
    insertion: card.insertion,
    cardSn: card.issuer.cardSn,
    cardNo: card.issuer.cardNo,
    specVersion: card.issuer.specVersion,
    idNumber: card.holder.idNumber,
    name: card.holder.name,
  })
  if (!begun.ok) return begun
  const proof = await card.prove(begun.value.challenge)
  if (!proof.ok) return proof
  return agency.identifyProve({
    identification: begun.value.identification,
    insertion: card.insertion,
    proof: proof.value,
  })
}

const sessionGone = (fault: Fault): boolean => fault.code === 'YB-AGY-201' || fault.code === 'YB-AGY-202'

/**
 * Opens the member's session at the agency. When the agency forgets the session (the line was cut meanwhile), the card
 * still in the slot proves itself once more and the question is asked again: questions change nothing, so that is safe.
 */
export const openMember = async (
  visit: string,
  card: SocialCard,
  agency: AgencyLine,
  journal: VisitJournal,
  signal: AbortSignal,
): Promise<Result<Member>> => {
  const proven = await proveToAgency(agency, card)
  // The card has left meanwhile: nobody would ever end this session, so it ends here, and nothing more is written.
  if (signal.aborted) {
    if (proven.ok) agency.identifyEnd(proven.value.session, 'cardRemoved')
    return failed({ code: 'YB-AGY-201' })
  }
  if (!proven.ok) {
    journal.record({ kind: 'identificationRefused', visit, code: proven.error.code })
    return failed(proven.error)
  }
  const { personNo } = proven.value
  try {
    journal.record({ kind: 'memberIdentified', visit, personNo })
  } catch (error) {
    agency.identifyEnd(proven.value.session, 'finished')
    throw error
  }
  let session: string | null = proven.value.session

  const renew = async (): Promise<Result<string>> => {
    const renewed = await proveToAgency(agency, card)
    if (!renewed.ok) return renewed
    if (session === null || renewed.value.personNo !== personNo) {
      agency.identifyEnd(renewed.value.session, 'finished')
      return failed({ code: 'YB-AGY-201' })
    }
    session = renewed.value.session
    return { ok: true, value: session }
  }

  return {
    ok: true,
    value: {
      visit,
      card,
      personNo,
      async ask(name, parameters) {
        if (session === null) return failed({ code: 'YB-AGY-201' })
        let answer = await agency.query(session, name, parameters)
        if (!answer.ok && sessionGone(answer.error)) {
          const renewed = await renew()
          if (!renewed.ok) return renewed
          answer = await agency.query(renewed.value, name, parameters)
        }
        if (answer.ok) journal.record({ kind: 'recordShown', visit, personNo, what: name })
        return answer
      },
      end(reason) {
        if (session === null) return
        agency.identifyEnd(session, reason)
        session = null
      },
    },
  }
}
