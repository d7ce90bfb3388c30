import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ServiceSettings, SettingField } from '../domain/manifest'
import { PortHolder, RunMode, ServiceEvent, ServiceId, ServiceSnapshot } from '../domain/service'
import { ToolDefinition, ToolResult } from '../mcp/tool'
import { Problem } from '../errors'
import { nothing, procedure } from './errors'

const one = z.object({ id: ServiceId })

/** First everything, then each service that changed. */
export const ServiceUpdate = z.discriminatedUnion('type', [
  z.object({ type: z.literal('all'), services: z.array(ServiceSnapshot) }),
  z.object({ type: z.literal('one'), service: ServiceSnapshot }),
])
export type ServiceUpdate = z.infer<typeof ServiceUpdate>

/** What a person should know of an entry of a list they chose, although the service works. */
export const SettingWarning = z.object({ key: z.string(), entry: z.string(), message: z.string() })
export type SettingWarning = z.infer<typeof SettingWarning>

export const ServiceSettingsView = z.object({
  mode: RunMode,
  fields: z.array(SettingField),
  values: ServiceSettings,
  permissions: z.array(z.string()),
  warnings: z.array(SettingWarning),
})
export type ServiceSettingsView = z.infer<typeof ServiceSettingsView>

export const services = {
  list: procedure.input(nothing).output(z.array(ServiceSnapshot)),
  watch: procedure.input(nothing).output(eventIterator(ServiceUpdate)),
  /** Sets wanted to running and starts; resolves with the state it reached (ready, failed, blocked ...). */
  start: procedure.input(one).output(ServiceSnapshot),
  stop: procedure.input(one).output(ServiceSnapshot),
  restart: procedure.input(one).output(ServiceSnapshot),
  startAll: procedure.input(nothing).output(z.array(ServiceSnapshot)),
  stopAll: procedure.input(nothing).output(z.array(ServiceSnapshot)),
  /** Newest first. */
  history: procedure
    .input(one.extend({ limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.array(ServiceEvent)),
  tools: procedure.input(one).output(z.array(ToolDefinition)),
  /** Calls a tool through the gateway, as a client would. */
  call: procedure
    .input(one.extend({ tool: z.string().min(1).max(256), arguments: z.record(z.string(), z.unknown()) }))
    .output(z.object({ result: ToolResult, durationMs: z.number() })),
  settings: procedure.input(one).output(ServiceSettingsView),
  /**
   * Replaces the values that are named; others, and the mode unless it is named, stay. New ones are tried at once unless a
   * person stopped the service: it is started with them, also one that slept. `problem`: they are stored, but it does not
   * run with them. `isStarting`: it takes long, and how it runs with them shows later.
   */
  configure: procedure
    .input(
      one.extend({
        mode: RunMode.optional(),
        values: ServiceSettings,
      }),
    )
    .output(ServiceSettingsView.extend({ problem: Problem.nullable(), isStarting: z.boolean() })),
  /** Moves a blocked service to a free port, kept until `useDefaultPort`. */
  useFreePort: procedure.input(one).output(ServiceSnapshot),
  useDefaultPort: procedure.input(one).output(ServiceSnapshot),
  /** Ends the program that holds the port, if it is still that program, then takes the port. */
  stopPortHolder: procedure.input(one.extend({ pid: z.number().int() })).output(ServiceSnapshot),
  /** Looks again who holds the port. */
  recheckPort: procedure.input(one).output(z.object({ holder: PortHolder.nullable() })),
}
