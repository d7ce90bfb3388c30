import type { ServiceUpdate } from '@shared/contract/services'
import type { ServiceSnapshot } from '@shared/domain/service'
import { eventStream } from '@shared/lib/event-stream'
import { tools } from '../fixtures'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import { settingsOf } from '../setting-fixtures'
import type { FakeState } from '../state'
import { answerCall } from './tool-answers'

export function serviceRoutes(os: FaultyContract, state: FakeState) {
  const all = (): ServiceUpdate => ({ type: 'all', services: state.services })
  const start = (id: string): ServiceSnapshot => {
    const blocked = state.service(id)
    if (blocked && state.holders.has(id)) return blocked
    state.setState(id, { kind: 'starting', at: Date.now() })
    return state.becomeReady(id)
  }
  const known = os.services
  return {
    list: known.list.handler(() => state.services),
    watch: known.watch.handler(async function* ({ signal }) {
      yield all()
      yield* eventStream<ServiceUpdate>((push) => {
        const one = state.serviceChanged.on((service) => push({ type: 'one', service }))
        const every = state.allChanged.on(() => push(all()))
        return {
          dispose: () => {
            one.dispose()
            every.dispose()
          },
        }
      }, signal)
    }),
    start: known.start.handler(({ input, errors }) => {
      if (!state.service(input.id)) throw errors.PROBLEM({ data: problems.unknownService })
      return start(input.id)
    }),
    stop: known.stop.handler(({ input }) => state.halt(input.id)),
    restart: known.restart.handler(({ input }) => start(input.id)),
    startAll: known.startAll.handler(() => state.services.map((service) => start(service.id))),
    stopAll: known.stopAll.handler(() => state.services.map((service) => state.halt(service.id))),
    history: known.history.handler(({ input }) =>
      state.history.filter((event) => event.serviceId === input.id).slice(0, input.limit),
    ),
    tools: known.tools.handler(({ input }) =>
      state.service(input.id)?.pid === null ? [] : (tools[input.id] ?? []),
    ),
    call: known.call.handler(async ({ input, signal }) => {
      const from = performance.now()
      const result = await answerCall(input.tool, input.arguments, signal)
      return { result, durationMs: performance.now() - from }
    }),
    settings: known.settings.handler(({ input }) => settingsOf(state, input.id)),
    configure: known.configure.handler(({ input }) => {
      const before = settingsOf(state, input.id)
      const mode = input.mode ?? before.mode
      state.serviceSettings.set(input.id, { ...before, mode, values: { ...before.values, ...input.values } })
      state.change(input.id, { mode })
      return { ...settingsOf(state, input.id), problem: null, isStarting: false }
    }),
    useFreePort: known.useFreePort.handler(({ input }) => move(state, input.id, 51_873, start)),
    useDefaultPort: known.useDefaultPort.handler(({ input }) =>
      move(state, input.id, state.service(input.id)?.defaultPort ?? 0, start),
    ),
    stopPortHolder: known.stopPortHolder.handler(({ input }) => {
      state.holders.delete(input.id)
      return start(input.id)
    }),
    recheckPort: known.recheckPort.handler(({ input }) => ({ holder: state.holders.get(input.id) ?? null })),
  }
}

function move(
  state: FakeState,
  id: string,
  port: number,
  start: (id: string) => ServiceSnapshot,
): ServiceSnapshot {
  state.holders.delete(id)
  state.change(id, { port, url: `http://127.0.0.1:${port}/mcp` })
  return start(id)
}
