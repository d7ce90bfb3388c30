import { expect, test } from 'vitest'
import { anyAt, heldOut, ranks, shown, tuned } from '../../../../bench/search-mode/labelled'

// Recorded in bench/search-mode/results.md: 88.2 % and 80.0 %. A change of the search must not lose what was reached.
test.each([
  ['seen', tuned, 0.86],
  ['held out', heldOut, 0.76],
])('the right tool is among the first five: %s questions', (_, questions, atLeast) => {
  expect(anyAt(ranks(questions), 5)).toBeGreaterThanOrEqual(atLeast)
})

test('every label is a tool that is there, and the set is as large as it must be', () => {
  const there = new Set(shown.map(({ serviceId, tool }) => `${serviceId}/${tool.name}`))
  const labels = [...tuned, ...heldOut].flatMap(({ right }) => right)
  expect(labels.filter((label) => !there.has(label))).toEqual([])
  expect(tuned.length + heldOut.length).toBeGreaterThanOrEqual(100)
  expect(new Set(shown.map(({ serviceId }) => serviceId)).size).toBe(15)
})
