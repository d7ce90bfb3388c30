import { expect, test } from 'vitest'
import { explainStatus } from './explain-status'

const context = { method: 'initialize', url: new URL('http://127.0.0.1:1/mcp'), wasInSession: false }
const answer = (text: string) => ({
  status: 404,
  headers: {},
  text,
  messages: [],
  events: [],
  isStream: false,
})

test('the first words of a page are told, without its tags', () => {
  expect(explainStatus(answer('<h1>Not  found</h1>'), context).evidence?.[1]).toBe('Not found')
})

test('megabytes of beginnings of tags are not looked through', () => {
  const text = '<'.repeat(8_000_000)
  const startedAt = performance.now()
  explainStatus(answer(text), context)
  // A quarter of it took 3.3 s when all of it was looked through.
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
