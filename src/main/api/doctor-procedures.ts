import type { DoctorEvent } from '@shared/contract/doctor'
import { DoctorReport } from '@shared/domain/doctor'
import { errorText, OmniMindError } from '@shared/errors'
import { eventStream } from '@shared/lib/event-stream'
import type { ToolResult } from '@shared/mcp/tool'
import { guardStream, type implementContract } from './base'
import type { ApiDeps } from './deps'
import { requireService } from './require-service'

type Implementer = ReturnType<typeof implementContract>
type DoctorDeps = Pick<ApiDeps, 'services' | 'tools'>

/** contract.doctor: the doctor service is asked through the gateway, so that main reads no answer of a stranger. */
export function doctorProcedures({ doctor: os }: Implementer, deps: ApiDeps) {
  return os.router({
    examine: os.examine.handler(({ input, signal }) =>
      guardStream(examine(deps, input.id, signal), 'doctor.examine', deps.log),
    ),
  })
}

/** Ends after the report. A reader that goes away cancels the call. */
async function* examine(
  deps: DoctorDeps,
  id: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<DoctorEvent, void, void> {
  requireService(deps.services, id)
  const events = eventStream<DoctorEvent | Error>((push) => {
    const left = new AbortController()
    askDoctor(deps, id, left.signal, (progress) => push({ type: 'progress', progress })).then(
      (report) => push({ type: 'report', report }),
      (error: unknown) => push(error instanceof Error ? error : new Error(errorText(error))),
    )
    return { dispose: () => left.abort() }
  }, signal)
  for await (const event of events) {
    if (event instanceof Error) throw event
    yield event
    if (event.type === 'report') return
  }
}

async function askDoctor(
  { services, tools }: DoctorDeps,
  id: string,
  signal: AbortSignal,
  onProgress: (progress: { title: string; done: number; total: number }) => void,
): Promise<DoctorReport> {
  const doctor = requireService(services, 'doctor')
  const call = { tool: 'examine_service', arguments: { id } }
  const result = await tools.callTool(doctor, call, signal, ({ progress, total, message }) =>
    onProgress({ title: message ?? '', done: progress, total: total ?? progress }),
  )
  if (result.isError !== true) return DoctorReport.parse(result.structuredContent)
  throw new OmniMindError('SERVICE_FAILED', `The doctor could not examine it: ${textOf(result)}`, {
    nextStep: 'Run "omnimind doctor" in a terminal, which needs no service.',
  })
}

function textOf({ content }: ToolResult): string {
  const text = content.find((part) => typeof part['text'] === 'string')?.['text']
  return typeof text === 'string' ? text : 'no reason given'
}
