import { describe, expect, it } from 'vitest'
import { CallRecord } from '@shared/domain/call'
import { addCalls, CALL_CAPACITY } from './call-buffer'

const call = (n: number): CallRecord =>
  CallRecord.parse({
    id: `c${n}`,
    at: n,
    serviceId: 'memory',
    method: 'tools/call',
    target: 'search_nodes',
    outcome: 'ok',
    error: null,
    durationMs: 1,
    requestBytes: 1,
    responseBytes: 1,
    client: null,
    mcpSessionId: null,
  })

describe('calls in the page', () => {
  it('stand newest first, once each', () => {
    const known = addCalls([], [call(1), call(2)])
    expect(addCalls(known, [call(2), call(3)]).map(({ id }) => id)).toEqual(['c3', 'c2', 'c1'])
    expect(addCalls(known, [])).toBe(known)
    expect(addCalls(known, [call(2)])).toBe(known)
  })

  it('are at most ten thousand', () => {
    const many = Array.from({ length: CALL_CAPACITY }, (_, n) => call(n))
    const more = addCalls(addCalls([], many), [call(CALL_CAPACITY)])
    expect(more).toHaveLength(CALL_CAPACITY)
    expect(more[0]?.id).toBe(`c${CALL_CAPACITY}`)
  })
})
