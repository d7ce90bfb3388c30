import PQueue from 'p-queue'
import { z } from 'zod'
import { DoctorReport, Verdict, type DoctorReport as Report } from '@shared/domain/doctor'
import { verdictMark } from '@shared/domain/doctor-markdown'
import { MINUTE } from '@shared/lib/clock'
import { examineService } from '../../../doctor'
import { defineTool, type Tool } from '../../kit/define-tool'
import { examines, reachableServices, targetOf, type DoctorDeps } from './tool-deps'

const WHOLE_MS = 4 * MINUTE
/** More would start so many sleeping services at once that all of them seem slow. */
const AT_A_TIME = 2

const Line = z.object({
  id: z.string(),
  title: z.string(),
  verdict: Verdict,
  code: DoctorReport.shape.code,
  summary: z.string(),
  nextStep: z.string().nullable(),
})

export const examineAll = (deps: DoctorDeps): Tool =>
  defineTool({
    name: 'examine_all',
    title: 'Examine Every Service',
    description:
      'Examine every service of this OmniMind and tell of each, in one line, whether it works and else the first cause and ' +
      'next step. Takes up to minutes and starts the services that sleep. For one service in detail use examine_service.',
    input: {
      onlyRunning: z.boolean().default(false).describe('Leave out services that are stopped or asleep'),
    },
    output: { services: z.array(Line), problems: z.number().int(), warnings: z.number().int() },
    hints: examines,
    freshness: 'live',
    async run({ onlyRunning }, call) {
      const all = await reachableServices(deps, call)
      const services = all.filter(({ snapshot }) => !onlyRunning || snapshot.state.kind !== 'stopped')
      const { token } = await deps.center.ask('services.access', {}, call.signal)
      const signal = AbortSignal.any([call.signal, AbortSignal.timeout(WHOLE_MS)])
      let done = 0
      const few = new PQueue({ concurrency: AT_A_TIME })
      const lines = await few.addAll(
        services.map((service) => async () => {
          const target = targetOf(deps, service, token, call)
          const report = await deps.inTurn(() => examineService(target, { signal }))
          call.progress(++done, services.length, service.snapshot.title)
          return lineOf(service.snapshot, report)
        }),
      )
      const count = (verdict: string): number => lines.filter((line) => line.verdict === verdict).length
      const text = lines.map(inWords).join('\n')
      const structured = { services: lines, problems: count('problem'), warnings: count('warning') }
      return { structured, text: text || 'There are no services.' }
    },
  })

function lineOf({ id, title }: { id: string; title: string }, report: Report): z.infer<typeof Line> {
  const { verdict, code, summary, nextStep } = report
  return { id, title, verdict, code, summary, nextStep }
}

function inWords({ id, verdict, code, summary, nextStep }: z.infer<typeof Line>): string {
  const what = `${verdictMark(verdict)} ${id}: ${summary}`
  return nextStep === null ? what : `${what} (${code}) Next step: ${nextStep}`
}
