import { expect, test } from 'vitest'
import { routeFor } from './service-route'

test.each([
  [undefined, 'It keeps crashing.'],
  ['See its log', 'It keeps crashing. What the person can do: See its log.'],
])('why a service is down ends as a sentence, which others follow (next step: %s)', (nextStep, reason) => {
  const problem = {
    code: 'SERVICE_FAILED' as const,
    message: 'It keeps crashing',
    ...(nextStep && { nextStep }),
  }
  const state = { kind: 'failed' as const, at: 0, nextAttemptAt: 1, problem }
  const facts = { title: 'Memory', state, wanted: 'running', mode: 'always', endpoint: null } as const
  expect(routeFor({ ...facts, intent: { kind: 'run' } })).toEqual({ kind: 'down', reason })
})
