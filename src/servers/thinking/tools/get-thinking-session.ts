import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { KeptThought, ThinkingSession } from '../thought'
import { requireSession, type ThinkingDeps } from './tool-deps'

export const getThinkingSession = ({ store }: ThinkingDeps): Tool =>
  defineTool({
    name: 'get_thinking_session',
    title: 'Get Thinking Session',
    description:
      'Read the thoughts of one sequentialthinking session in order, with revisions and branches. Without ' +
      'sessionId it reads your own present session, which helps to recall earlier thoughts of a long chain.',
    input: {
      sessionId: z.string().optional().describe('From list_thinking_sessions; absent: the present session'),
      limit: z.number().int().min(1).max(1_000).default(200).describe('How many thoughts to return'),
      offset: z.number().int().min(0).default(0).describe('How many of the first thoughts to skip'),
    },
    output: { session: ThinkingSession, thoughts: z.array(KeptThought) },
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    // sequentialthinking counts as reading, so nothing would empty the gateway's cache of it.
    freshness: 'live',
    run({ sessionId, limit, offset }, call) {
      const session = requireSession(store, call.session, sessionId)
      return { structured: { session, thoughts: store.thoughts(session.sessionId, limit, offset) } }
    },
  })
