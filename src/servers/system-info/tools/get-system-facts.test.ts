import { expect, test } from 'vitest'
import { VirtualClock } from '../../../../tests/support/virtual-clock'
import type { ToolCall } from '../../kit/define-tool'
import { library } from '../library'
import { Readings } from '../readings'
import { getSystemFacts } from './get-system-facts'

test('facts that could not be read now are not kept for an hour', async () => {
  const clock = new VirtualClock()
  const readings = new Readings(clock, 8_000)
  const tool = getSystemFacts({ readings, showIdentifying: false, clean: (answer) => answer })
  const call = {} as ToolCall
  // Loading the library alone takes longer than no time at all.
  const late = tool.run({ sections: ['os'] }, call)
  await clock.advance(8_000)
  expect(await late).toEqual({
    structured: { missing: { os: 'The system did not answer within 8 s.' } },
    isPassing: true,
  })
  await library()
  expect(await tool.run({ sections: ['os'] }, call)).toMatchObject({
    structured: { missing: {} },
    isPassing: false,
  })
})
