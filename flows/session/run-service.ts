/**
 * Actor logic that runs whichever service was chosen. An XState machine is itself actor logic, so this only passes the
 * calls on to the machine named in the input; the session stays free of any list of services.
 */
import type { ActorLogic, AnyEventObject, AnyMachineSnapshot } from 'xstate'
import type { Service, ServiceInput } from './service.ts'

export type RunServiceInput = ServiceInput & { readonly service: Service }

export const runService: ActorLogic<AnyMachineSnapshot, AnyEventObject, RunServiceInput> = {
  getInitialSnapshot: (scope, input) => input.service.machine.getInitialSnapshot(scope as never, input as never),
  transition: (snapshot, event, scope) => snapshot.machine.transition(snapshot, event as never, scope as never),
  start: (snapshot) => snapshot.machine.start(snapshot),
  getPersistedSnapshot: (snapshot, options) => snapshot.machine.getPersistedSnapshot(snapshot, options),
}
