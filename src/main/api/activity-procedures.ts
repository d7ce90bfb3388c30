import type { implementContract } from './base'
import { guardStream } from './base'
import type { ApiDeps } from './deps'

type Implementer = ReturnType<typeof implementContract>

/** contract.activity */
export function activityProcedures({ activity: os }: Implementer, { activity, playground, log }: ApiDeps) {
  return os.router({
    list: os.list.handler(({ input }) => activity.list(input)),
    watch: os.watch.handler(({ input, signal }) =>
      guardStream(activity.watch(input, signal), 'activity.watch', log),
    ),
    get: os.get.handler(({ input }) => activity.get(input.id)),
    replay: os.replay.handler(async ({ input, signal }) => {
      const { call, contents } = await activity.get(input.id)
      return playground.replay(call, contents, signal)
    }),
    export: os.export.handler(({ input, signal }) =>
      guardStream(activity.export(input, signal), 'activity.export', log),
    ),
    forgetContents: os.forgetContents.handler(async () => ({ calls: await activity.forgetContents() })),
  })
}
