import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { PARSE_MS } from '../page/page-reader'
import { MAX_AT_ONCE } from '../http/web-client'
import { reads, type SystemToolsDeps } from './tool-deps'
import { WEB_TIMEOUT_MS } from './web-limits'

export const healthCheck = (deps: SystemToolsDeps): Tool =>
  defineTool({
    name: 'health_check',
    title: 'Health Check',
    description:
      'Tell what this server may do now: whether programs run in a sandbox, which folders, programs, hosts and variables ' +
      'the person allows, and its limits. Use it before a task to see what needs the consent of the person.',
    input: {},
    output: {
      status: z.enum(['ok', 'limited']).describe('limited: see problems'),
      problems: z.array(z.string()),
      sandbox: z.enum(['bubblewrap', 'none']),
      readOnly: z.boolean(),
      folders: z.array(z.object({ path: z.string(), exists: z.boolean() })),
      allowedCommands: z.array(z.string()),
      commandNetwork: z.boolean(),
      allowedHosts: z.array(z.string()),
      allowedEnvironment: z.array(z.string()),
      web: z.object({ running: z.number().int(), waiting: z.number().int(), atOnce: z.number().int() }),
      limits: z.object({ webSeconds: z.number(), parseSeconds: z.number() }),
    },
    hints: reads,
    freshness: 'live',
    async run() {
      const { settings, commands, web } = deps
      const sandbox = await commands.sandbox()
      const folders = deps.folders.list().map(({ path, realPath }) => ({ path, exists: realPath !== null }))
      const missing = folders
        .filter(({ exists }) => !exists)
        .map(({ path }) => `The folder ${path} is not there.`)
      const problems =
        sandbox.kind === 'none' ? [`Programs run without a sandbox. ${sandbox.why}`, ...missing] : missing
      return {
        structured: {
          status: problems.length === 0 ? ('ok' as const) : ('limited' as const),
          problems,
          sandbox: sandbox.kind,
          readOnly: settings.readOnly,
          folders,
          allowedCommands: settings.allowedCommands,
          commandNetwork: settings.commandNetwork,
          allowedHosts: settings.allowedHosts,
          allowedEnvironment: settings.allowedEnvironment,
          web: { ...web.load(), atOnce: MAX_AT_ONCE },
          limits: { webSeconds: WEB_TIMEOUT_MS / 1_000, parseSeconds: PARSE_MS / 1_000 },
        },
      }
    },
  })
