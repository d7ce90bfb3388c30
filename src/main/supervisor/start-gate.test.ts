import type { Disposable } from '@shared/lib/disposable'
import { beforeEach, expect, test } from 'vitest'
import { StartGate } from './start-gate'

let gate: StartGate
let inside: string[]
let passes: Map<string, Disposable>

beforeEach(() => {
  gate = new StartGate(2)
  inside = []
  passes = new Map()
})

function arrive(name: string, priority: number): Disposable {
  return gate.request(priority, (pass) => {
    inside.push(name)
    passes.set(name, pass)
  })
}

test('a free place is given at once, a full gate makes wait', () => {
  for (const name of ['a', 'b', 'c']) arrive(name, 1)
  expect(inside).toEqual(['a', 'b'])
  passes.get('a')?.dispose()
  expect(inside).toEqual(['a', 'b', 'c'])
})

test('who waits enters by priority, then by arrival', () => {
  for (const name of ['a', 'b']) arrive(name, 1)
  arrive('observer', 4)
  arrive('second', 2)
  arrive('first', 1)
  arrive('second too', 2)
  for (const name of ['a', 'b', 'first', 'second']) passes.get(name)?.dispose()
  expect(inside).toEqual(['a', 'b', 'first', 'second', 'second too', 'observer'])
})

test('a pass returned twice frees one place, and who left the queue does not enter', () => {
  for (const name of ['a', 'b']) arrive(name, 1)
  arrive('gone', 1).dispose()
  for (const name of ['c', 'd']) arrive(name, 1)
  passes.get('a')?.dispose()
  passes.get('a')?.dispose()
  expect(inside).toEqual(['a', 'b', 'c'])
})
