import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import type { SandboxEngine } from '../sandbox/sandbox-engine'
import { SessionName, sessionKey } from './session-name'

export const resetPython = (engine: SandboxEngine): Tool =>
  defineTool({
    name: 'reset_python',
    title: 'Reset Python',
    description:
      'Forget all variables and imports of a Python session and end a run that goes on. Files in /scratch stay. ' +
      'The next run_python starts afresh.',
    input: { session: SessionName },
    output: { reset: z.boolean().describe('False when there was nothing to forget') },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run: async ({ session }, call) => ({
      structured: { reset: await engine.reset(sessionKey(session, call)) },
    }),
  })
