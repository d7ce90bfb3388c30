import { z } from 'zod'
import { defineTool, type Tool } from '../../kit/define-tool'
import { toMarkdown } from '../markdown'
import { requireSession, type ThinkingDeps } from './tool-deps'

export const exportThinkingSession = ({ store }: ThinkingDeps): Tool =>
  defineTool({
    name: 'export_thinking_session',
    title: 'Export Thinking Session',
    description:
      'Return one sequentialthinking session as a whole document, to be saved or shown to a person: ' +
      'Markdown with a section per thought, or JSON with every field. To work with single thoughts use ' +
      'get_thinking_session.',
    input: {
      sessionId: z.string().optional().describe('From list_thinking_sessions; absent: the present session'),
      format: z.enum(['markdown', 'json']).default('markdown'),
    },
    output: { sessionId: z.string(), format: z.enum(['markdown', 'json']), document: z.string() },
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    // sequentialthinking counts as reading, so nothing would empty the gateway's cache of it.
    freshness: 'live',
    run({ sessionId, format }, call) {
      const session = requireSession(store, call.session, sessionId)
      const thoughts = store.thoughts(session.sessionId, session.thoughts, 0)
      const document =
        format === 'markdown' ? toMarkdown(session, thoughts) : JSON.stringify({ session, thoughts }, null, 2)
      return { structured: { sessionId: session.sessionId, format, document }, text: document }
    },
  })
