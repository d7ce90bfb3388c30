import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { SandboxEngine } from '../sandbox/sandbox-engine'
import { sessionName } from './session-name'
import { reads } from './tool-deps'

export const listPythonSessions = (engine: SandboxEngine): Tool =>
  defineTool({
    name: 'list_python_sessions',
    title: 'List Python Sessions',
    description:
      'Show which Python sessions are alive and what variables they hold: your own (session null) and named ones.',
    input: {},
    output: {
      sessions: z.array(
        z.object({
          session: z.string().nullable(),
          isRunning: z.boolean(),
          idleSeconds: z.number().int(),
          variables: z.array(z.string()).describe('"name: type", as of the last run'),
        }),
      ),
      others: z.number().int().describe('Sessions of other clients'),
    },
    hints: reads,
    freshness: 'live',
    run(_input, call) {
      const all = engine.sessions().map((info) => ({ ...info, session: sessionName(info.session, call) }))
      const sessions = all.flatMap((info) =>
        info.session === undefined ? [] : [{ ...info, session: info.session }],
      )
      return { structured: { sessions, others: all.length - sessions.length } }
    },
  })
