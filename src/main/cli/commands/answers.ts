import { LOADS_UNSEEN_CODE, type StandingConsent } from '@shared/domain/consent'
import { type ExitCode, exitCodes } from '@shared/exit-codes'
import type { Command, Invocation } from '../command'
import { noMore, usageError } from '../command'
import { connectToCenter } from '../connection'
import { cell, json, table } from '../text'

export const answers: Command = {
  name: 'answers',
  usage: 'list | forget ID',
  summary: 'What you allowed or forbade for good when a client asked; take an answer back.',
  options: {},
  async run(invocation) {
    const [verb = 'list', ...words] = invocation.words
    const { client } = connectToCenter(invocation.home)
    if (verb === 'list') {
      noMore(words, 'answers')
      return show(invocation, await client.consent.standing({}))
    }
    if (verb !== 'forget') throw usageError(`"${verb}" is not one of list, forget.`)
    const id = Number(words[0])
    if (words.length !== 1 || !Number.isInteger(id)) throw usageError('Write: omnimind answers forget ID')
    return show(invocation, await client.consent.forget({ id }))
  },
}

function show({ io, json: asJson }: Invocation, list: StandingConsent[]): ExitCode {
  const rows = list.map(({ id, choice, serviceId, question, uses }) => [
    String(id),
    choice,
    serviceId,
    String(uses),
    // JSON: an argument with a space in it, or nothing in it, stays one.
    cell(`${question.title}: ${question.details.map(({ value }) => JSON.stringify(value)).join(' ')}`),
  ])
  io.out(asJson ? json(list) : table(['ID', 'ANSWER', 'SERVICE', 'USED', 'TO'], rows))
  if (!asJson && list.some(({ choice }) => choice === 'always-whatever-it-loads'))
    io.out(`\nalways-whatever-it-loads: ${LOADS_UNSEEN_CODE}`)
  return exitCodes.ok
}
