import type { Settings } from '@shared/domain/settings'
import { eventStream } from '@shared/lib/event-stream'
import type { implementContract } from './base'
import type { ApiDeps } from './deps'

/** contract.app: the program as a whole and the person's settings. */
export function appProcedures({ app: os }: ReturnType<typeof implementContract>, { app, settings }: ApiDeps) {
  return os.router({
    info: os.info.handler(() => app.info()),
    settings: os.settings.handler(() => settings.get()),
    updateSettings: os.updateSettings.handler(({ input }) => settings.update(withoutAbsent(input))),
    watchSettings: os.watchSettings.handler(({ signal }) =>
      eventStream<Settings>(
        (push) => {
          push(settings.get())
          return settings.onChange(push)
        },
        signal,
        1,
      ),
    ),
    quit: os.quit.handler(() => {
      app.quit()
      return {}
    }),
    focus: os.focus.handler(() => {
      app.focus()
      return {}
    }),
    signInLink: os.signInLink.handler(() => ({ url: app.signInLink() })),
  })
}

/** A field that is present but undefined must not erase what is stored. */
function withoutAbsent<T extends object>(input: T): Partial<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>
}
