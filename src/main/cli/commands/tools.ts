import type { ContextCost, ToolReview } from '@shared/contract/trust'
import { OmniMindError } from '@shared/errors'
import { exitCodes, type ExitCode } from '@shared/exit-codes'
import { lineDiff } from '@shared/lib/line-diff'
import { didYouMean } from '@shared/lib/nearest'
import { visibleText } from '@shared/lib/visible-text'
import type { Command, Invocation } from '../command'
import { usageError } from '../command'
import { connectToCenter } from '../connection'
import { json, paint, table } from '../text'

export const tools: Command = {
  name: 'tools',
  usage: '[list] [SERVICE] | diff SERVICE [TOOL...] | approve|withdraw SERVICE TOOL...|--all | costs',
  summary: 'Tools of services: which are approved, what changed, and what they cost.',
  details:
    'New and changed tools of external servers are blocked until you approved them: look with diff, then approve.\n' +
    '--all means every tool that waits (approve), or every one (withdraw).',
  options: { all: { type: 'boolean' } },
  async run(invocation) {
    const [verb = 'list', serviceId, ...names] = invocation.words
    const { client } = connectToCenter(invocation.home)
    if (verb === 'costs' && serviceId === undefined)
      return showCosts(invocation, await client.trust.costs({}))
    const isList = verb === 'list' && names.length === 0
    if (isList && serviceId === undefined) return showList(invocation, await client.trust.tools({}))
    if (serviceId === undefined || !(isList || ['diff', 'approve', 'withdraw'].includes(verb)))
      throw usageError(`"${invocation.words.join(' ')}" is not understood.`, 'See "omnimind help tools".')
    await checkService(client, serviceId)
    const reviews = await client.trust.tools({ serviceId })
    if (isList) return showList(invocation, reviews)
    if (verb === 'diff') return showDiff(invocation, chosen(reviews, names))
    if (invocation.flag('all') === names.length > 0)
      throw usageError(`Name tools to ${verb}, or use --all.`, 'See "omnimind help tools".')
    const these =
      names.length > 0 ? chosen(reviews, names) : reviews.filter(verb === 'approve' ? waits : isTrusted)
    if (these.length === 0) return showList(invocation, reviews)
    const changed =
      verb === 'approve'
        ? await client.trust.approve({
            serviceId,
            tools: these.map(({ tool: { name, fingerprint } }) => ({ name, fingerprint })),
          })
        : await client.trust.withdraw({ serviceId, tools: these.map(({ tool }) => tool.name) })
    return showList(invocation, changed)
  },
}

type Client = ReturnType<typeof connectToCenter>['client']

async function checkService(client: Client, serviceId: string): Promise<void> {
  const known = (await client.services.list({})).map(({ id }) => id)
  if (known.includes(serviceId)) return
  throw new OmniMindError('UNKNOWN_SERVICE', `There is no service "${serviceId}".`, {
    nextStep: didYouMean(serviceId, known),
  })
}

function chosen(reviews: ToolReview[], names: string[]): ToolReview[] {
  if (names.length === 0) return reviews.filter(waits)
  return names.map((name) => {
    const review = reviews.find(({ tool }) => tool.name === name)
    if (review) return review
    throw new OmniMindError('UNKNOWN_TOOL', `There is no tool "${name}".`, {
      nextStep: didYouMean(
        name,
        reviews.map(({ tool }) => tool.name),
      ),
    })
  })
}

function isTrusted({ tool }: ToolReview): boolean {
  return tool.trust === 'trusted'
}
function waits(review: ToolReview): boolean {
  return !isTrusted(review)
}

const words = { trusted: 'approved', new: 'new', changed: 'changed' } as const

function showList({ io, json: asJson }: Invocation, reviews: ToolReview[]): ExitCode {
  if (asJson) io.out(json(reviews))
  else {
    const rows = reviews.map(({ serviceId, tool, tokens }) => [
      serviceId,
      visibleText(tool.name),
      tool.trust === 'trusted' ? words.trusted : paint(io, 'yellow', words[tool.trust]),
      tokens === null ? '-' : String(tokens),
      [...new Set(tool.findings.map(({ kind }) => kind))].join(', ') || '-',
    ])
    io.out(table(['SERVICE', 'TOOL', 'STATE', 'TOKENS', 'FINDINGS'], rows))
  }
  return exitCodes.ok
}

function showDiff({ io, json: asJson }: Invocation, reviews: ToolReview[]): ExitCode {
  if (asJson) {
    io.out(json(reviews))
    return exitCodes.ok
  }
  if (reviews.length === 0) io.err('No tool waits for you.')
  for (const { tool, approved } of reviews) {
    io.out(`${visibleText(tool.name)} (${words[tool.trust]})`)
    for (const { kind, text } of tool.findings) io.out(paint(io, 'yellow', `! ${kind}: ${visibleText(text)}`))
    const before = approved === null ? '' : readable(approved)
    for (const { kind, text } of lineDiff(before, readable(tool.definition))) {
      if (kind === 'removed' && approved === null) continue
      if (kind === 'same') io.out(`  ${text}`)
      else if (kind === 'added') io.out(paint(io, 'green', `+ ${text}`))
      else io.out(paint(io, 'red', `- ${text}`))
    }
  }
  return exitCodes.ok
}

/** As JSON, but with long texts in lines of their own, and nothing hidden. */
function readable(definition: Record<string, unknown>): string {
  return visibleText(json(definition).replaceAll(String.raw`\n`, '\n'))
}

function showCosts({ io, json: asJson }: Invocation, costs: ContextCost[]): ExitCode {
  const rows = costs.map((cost) => [
    cost.id,
    cost.kind,
    String(cost.tools),
    `${cost.exact ? '' : 'over '}${cost.definitionTokens}`,
    String(cost.searchModeTokens),
    cost.meanResultTokens === null ? '-' : `about ${cost.meanResultTokens}`,
  ])
  io.out(
    asJson
      ? json(costs)
      : table(['ADDRESS', 'KIND', 'TOOLS', 'DEFINITION TOKENS', 'IN SEARCH MODE', 'A RESULT'], rows),
  )
  return exitCodes.ok
}
