import { z } from 'zod'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { MAX_ANSWER_LENGTH } from '../limits'
import { Name, Values } from '../query'
import { checkFunction } from '../table'
import type { SupabaseDeps } from './tool-deps'

export const callFunction = ({ backend, isReadOnly }: SupabaseDeps): Tool =>
  defineTool({
    name: 'call_function',
    title: 'Call Function',
    description:
      'Call a function of the database (rpc) with named arguments; list_tables lists them. With the setting readOnly the ' +
      'database lets it change nothing.',
    input: { name: Name, arguments: Values.default({}).describe('By parameter name') },
    output: { result: z.unknown().describe('Rows as a list, or one value') },
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    async run({ name, arguments: args }, { signal }) {
      checkFunction(await backend.catalogue(signal), name)
      const result = await backend.callFunction(name, args, isReadOnly, signal)
      if ((JSON.stringify(result)?.length ?? 0) > MAX_ANSWER_LENGTH)
        throw new ToolError(
          `The function ran, but its result is longer than ${MAX_ANSWER_LENGTH} characters. Let it return less.`,
        )
      return { structured: { result } }
    },
  })
