import type { ConsentAnswer, ConsentQuestion } from '@shared/domain/consent'
import { createCenterRouter } from './fake-center/router'
import { makeCalls, refusedCall } from './fake-center/call-fixtures'
import { externalServers } from './fake-center/external-fixtures'
import { pushQuestion } from './fake-center/consent-fixtures'
import { makeLogs } from './fake-center/fixtures'
import { FakeState } from './fake-center/state'
import { serveCenter } from './fake-center/serve'
import { problems } from './fake-center/problems'

/** What can go wrong, or happen, in a fake control center; each verb is one event a person could live through. */
export interface FakeCenter {
  readonly url: string
  readonly state: FakeState
  serviceCrashes(id: string): void
  serviceFails(id: string): void
  serviceDegrades(id: string): void
  serviceRecovers(id: string): void
  /** Another program holds the service's port. */
  portIsHeld(id: string, command: string, pid: number): void
  /** Three external servers are there: one ready, one with changed tools, one still installing. */
  addServers(): void
  /** A server asks for a sign-in before it answers. */
  asksForSignIn(id: string): void
  /** The circuit of a service opened after failures, for this long. */
  circuitOpens(id: string, forMs: number): void
  /** A guard refused a call. */
  refusesCall(): void
  /** A service asks the person; resolves with what it is told. A page must be open. */
  asks(serviceId: string, question?: Partial<ConsentQuestion>): Promise<ConsentAnswer>
  logBurst(id: string, lines: number): void
  addCalls(count: number): void
  /** Sends one live pulse of traffic. */
  pulse(callsPerSecond: number, errorsPerSecond?: number): void
  /** Cuts every link and refuses new ones until `comeBack`. */
  loseConnection(): void
  comeBack(): void
  /** Ends the sign-in: sockets close with 4401, questions over HTTP get 401. */
  signOut(): void
  signIn(): void
  /** Every answer waits from now on, until `release`. */
  hold(): void
  release(): void
  /** The procedure (e.g. `activity.list`) fails until `accept`. */
  refuse(procedure: string): void
  accept(procedure: string): void
  /** No services, calls or lines. */
  empty(): void
  stop(): Promise<void>
}

/**
 * A control center that keeps everything in memory and does only what it is told: the real contract over a real
 * WebSocket, and the real built UI with the policy header of the real server.
 * @param uiDir the built UI
 */
export async function startFakeCenter(uiDir: string, options: { port?: number } = {}): Promise<FakeCenter> {
  const state = new FakeState()
  const server = await serveCenter({
    uiDir,
    port: options.port ?? 0,
    state,
    router: createCenterRouter(state),
  })
  return {
    url: server.url,
    state,
    serviceCrashes: (id) => state.crash(id),
    serviceFails: (id) => {
      const nextAttemptAt = Date.now() + 42 * 60_000
      state.setState(id, { kind: 'failed', at: Date.now(), problem: problems.crashed, nextAttemptAt })
      state.record(id, 'failed', 'Ended 6 times in 10 minutes; one attempt an hour from now on.')
    },
    serviceDegrades: (id) => {
      state.setState(id, { kind: 'degraded', at: Date.now(), problem: problems.slowCall })
      state.record(id, 'degraded', 'A harmless call took longer than 10 s.')
    },
    serviceRecovers: (id) => state.becomeReady(id),
    portIsHeld: (id, command, pid) => state.holdPort(id, command, pid),
    addServers: () => {
      for (const server of externalServers) state.addServer(server)
      state.secrets.set('TRACKER_TOKEN', Date.now() - 9 * 86_400_000)
    },
    asksForSignIn: (id) => {
      state.signIns.add(id)
      const detail = 'Waiting for you to sign in at tracker.example.'
      state.setState(id, { kind: 'starting', at: Date.now(), detail })
      state.change(id, { lastError: { ...problems.signInNeeded, at: Date.now() } })
    },
    circuitOpens: (id, forMs) => {
      const { refused } = state.gateway.guardsOf(id)
      state.gateway.changeGuards(id, {
        circuit: { kind: 'open', until: Date.now() + forMs },
        refused: { ...refused, circuit: 84 },
      })
    },
    asks: async (serviceId, question = {}) => {
      while (!state.canAsk) await new Promise((resolve) => setTimeout(resolve, 20))
      return await state.consents.ask(serviceId, { ...pushQuestion, ...question })
    },
    refusesCall: () => state.addCalls([refusedCall(state.nextCallNumber(1))]),
    logBurst: (id, lines) => state.log(id, makeLogs(id, lines, state.nextLogNumber(lines))),
    addCalls: (count) => state.addCalls(makeCalls(count, state.nextCallNumber(count))),
    pulse: (calls, errors = 0) => state.pulse(calls, errors),
    loseConnection: () => server.cut(),
    comeBack: () => server.accept(),
    signOut: () => server.signOut(),
    signIn: () => server.signIn(),
    hold: () => (state.held ??= Promise.withResolvers()),
    release: () => {
      state.held?.resolve()
      state.held = null
    },
    refuse: (procedure) => state.refused.add(procedure),
    accept: (procedure) => state.refused.delete(procedure),
    empty: () => state.empty(),
    stop: () => server.stop(),
  }
}
