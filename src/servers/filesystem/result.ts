import { ToolError, type ToolOutput } from '../kit/define-tool'

/**
 * The text stands twice in an answer (for models and for programs), and one message has at most 10 MB on every path
 * through OmniMind; some room stays for the frame.
 */
export const MAX_RESULT_LENGTH = 5 * 1024 * 1024 - 16 * 1024

/**
 * The answer of every tool here: one text, as it is and as `content`.
 * @param advice what to do when it is too long
 */
export function textResult(text: string, advice: string): ToolOutput<{ content: string }> {
  if (isTooLong(text)) throw new ToolError(`The result would be over 5 MB. ${advice}`)
  return { structured: { content: text }, text }
}

/** As JSON; escapes make a text up to six times longer. */
export function isTooLong(text: string): boolean {
  if (text.length > MAX_RESULT_LENGTH) return true
  return text.length * 6 > MAX_RESULT_LENGTH && JSON.stringify(text).length > MAX_RESULT_LENGTH
}
