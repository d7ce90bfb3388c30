import type { ServiceSnapshot } from '@shared/domain/service'
import { MINUTE } from '@shared/lib/clock'
import type { LogLinesQuery, ReachableService } from '@shared/process/center-requests'
import type { Center } from '../../kit/center'
import type { ToolCall, ToolHints, ToolOutput } from '../../kit/define-tool'
import type { DoctorReport } from '@shared/domain/doctor'
import { toMarkdown } from '@shared/domain/doctor-markdown'
import type { ExaminationOptions, ServiceTarget } from '../../../doctor'

export interface DoctorDeps {
  center: Center
  /** Runs it when few enough examinations run at a time. */
  inTurn: <T>(examine: () => Promise<T>) => Promise<T>
  /** Directories in which a person's programs are. */
  path: () => Promise<string>
}

/** Of a last word; a report shows its beginning. */
const MAX_LINE_LENGTH = 4_000

/** Examines: other services and addresses are asked what only reads. */
export const examines: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: true,
}
/** Tells what is written in this program. */
export const explains: ToolHints = { ...examines, openWorldHint: false }

export async function reachableServices({ center }: DoctorDeps, call: ToolCall): Promise<ReachableService[]> {
  const { services } = await center.ask('services.list', {}, call.signal)
  return services
}

/** A service as the engine examines it: followed by what the center says of it. */
export function targetOf(
  deps: DoctorDeps,
  { snapshot, url, probe }: ReachableService,
  token: string,
  call: ToolCall,
): ServiceTarget {
  const { id } = snapshot
  return {
    snapshot,
    url,
    token,
    probe,
    async look() {
      const services = await reachableServices(deps, call)
      return services.find((service) => service.snapshot.id === id)?.snapshot ?? snapshot
    },
    wake: () => deps.center.ask('services.wake', { id }, call.signal),
    lastWords: (service) => lastWordsOf(deps, service, call),
  }
}

/** What it logged around its last end, or since it began to start, oldest first. */
async function lastWordsOf(
  { center }: DoctorDeps,
  { id, state, lastError }: ServiceSnapshot,
  call: ToolCall,
): Promise<string[]> {
  const query: LogLinesQuery = {
    sources: [id],
    minLevel: 'debug',
    from: (lastError?.at ?? state.at) - MINUTE,
    to: null,
    text: '',
    limit: 60,
    maxLineLength: MAX_LINE_LENGTH,
  }
  const { entries } = await center.ask('logs.search', { query }, call.signal)
  return entries.toSorted((a, b) => a.at - b.at).map(({ text }) => text)
}

/** The client hears how far it is, and can end it. */
export function optionsOf(call: ToolCall): ExaminationOptions {
  return {
    signal: call.signal,
    onProgress: ({ done, total, title }) => call.progress(done, total, title),
  }
}

/** A model reads Markdown; programs read the whole report. */
export function asOutput(report: DoctorReport): ToolOutput<DoctorReport> {
  return { structured: report, text: toMarkdown(report) }
}
