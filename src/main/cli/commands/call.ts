import { z } from 'zod'
import type { ToolResult } from '@shared/mcp/tool'
import { checkToolArguments } from '@shared/mcp/tool-arguments'
import { exitCodes } from '@shared/exit-codes'
import type { Command } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { json, printable } from '../text'

const Arguments = z.record(z.string(), z.unknown())

export const call: Command = {
  name: 'call',
  usage: 'SERVICE TOOL [JSON | -]',
  summary: 'Call a tool with a JSON object of arguments ("-" reads it from standard input).',
  details:
    'Prints the text of the result; with --json the whole result. Ends with 5 when the tool says it failed.\n' +
    'Arguments: at most 4 MB, nested at most 64 levels.',
  options: {},
  async run({ io, home, words, json: asJson }) {
    const [id, tool, text = '{}', ...rest] = words
    if (id === undefined || tool === undefined || rest.length > 0)
      throw usageError('Say which tool of which service: omnimind call SERVICE TOOL [JSON].')
    const args = parseArguments(text === '-' ? await io.readStdin() : text)
    checkToolArguments(args)
    const controller = new AbortController()
    const interrupts = io.onInterrupt(() => controller.abort())
    const { client } = connectToCenter(home)
    const options = { signal: controller.signal }
    const { result, durationMs } = await client.services.call({ id, tool, arguments: args }, options)
    interrupts.dispose()
    io.out(asJson ? json({ result, durationMs }) : printable(io, contentText(result)))
    return result.isError === true ? exitCodes.toolError : exitCodes.ok
  },
}

function parseArguments(text: string): Record<string, unknown> {
  try {
    return Arguments.parse(JSON.parse(text))
  } catch {
    throw usageError(
      'The arguments are not a JSON object.',
      `Write them as in '{"query":"coffee"}', in single quotes.`,
    )
  }
}

/** Text as it is; of anything else, what it is. */
function contentText({ content }: ToolResult): string {
  return content.map((part) => (typeof part['text'] === 'string' ? part['text'] : json(part))).join('\n')
}
