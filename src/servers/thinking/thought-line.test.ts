import { expect, test } from 'vitest'
import { ThoughtLine } from './thought-line'

const thought = { thought: 'x', nextThoughtNeeded: true, thoughtNumber: 1, totalThoughts: 1 }

test('counts thoughts and lists branches in the order of an object: whole numbers first', () => {
  const line = new ThoughtLine()
  for (const branchId of ['b', '10', 'a', '9', 'b', '__proto__'])
    line.add({ ...thought, branchFromThought: 1, branchId })
  expect(line.nextPosition).toBe(7)
  expect(line.add(thought)).toMatchObject({
    thoughtHistoryLength: 7,
    branches: ['9', '10', 'b', 'a', '__proto__'],
  })
})

test('a branch needs a name and a place to start from', () => {
  const line = new ThoughtLine()
  line.add({ ...thought, branchId: 'a' })
  line.add({ ...thought, branchFromThought: 1 })
  expect(line.add({ ...thought, branchFromThought: 1, branchId: '' }).branches).toEqual([])
})

test('the total grows with the number', () => {
  expect(ThoughtLine.adjusted({ ...thought, thoughtNumber: 5, totalThoughts: 3 }).totalThoughts).toBe(5)
  expect(ThoughtLine.adjusted({ ...thought, totalThoughts: 3 }).totalThoughts).toBe(3)
})
