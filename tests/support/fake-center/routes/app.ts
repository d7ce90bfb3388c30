import { eventStream } from '@shared/lib/event-stream'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function appRoutes(os: FaultyContract, state: FakeState) {
  const startedAt = Date.now() - 5_700_000
  return {
    info: os.app.info.handler(() => ({
      version: '0.1.0',
      pid: 48_201,
      host: 'headless' as const,
      home: '/home/you/.local/share/omnimind',
      startedAt,
      portOffset: 0,
      dashboardUrl: 'http://127.0.0.1:4350/dashboard/',
      healthUrl: 'http://127.0.0.1:4360/health',
      secretProtection: 'Secrets are sealed with a key file only you can read.',
      warnings: [],
    })),
    settings: os.app.settings.handler(() => state.settings),
    updateSettings: os.app.updateSettings.handler(({ input }) => {
      const given = Object.entries(input).filter(([, value]) => value !== undefined)
      state.settings = { ...state.settings, ...Object.fromEntries(given) }
      state.settingsChanged.emit(state.settings)
      return state.settings
    }),
    watchSettings: os.app.watchSettings.handler(async function* ({ signal }) {
      yield state.settings
      yield* eventStream((push) => state.settingsChanged.on(push), signal)
    }),
    quit: os.app.quit.handler(() => {
      state.hasQuit = true
      return {}
    }),
    focus: os.app.focus.handler(() => ({})),
    signInLink: os.app.signInLink.handler(() => ({ url: 'http://127.0.0.1:4350/dashboard/?ticket=once' })),
  }
}
