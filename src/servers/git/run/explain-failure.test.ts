import { expect, test } from 'vitest'
import { explainFailure } from './explain-failure'

test.each([
  ['fatal: unexpected line in sub/.git/packed-refs: secret', 'unexpected line in sub/.git/packed-refs.'],
  ['fatal: unterminated line in a: b/packed-refs: secret', 'unterminated line in a.'],
  ['secret is not a valid attribute name: /outside/f:3', 'A file of attributes has a line that is none.'],
  ["error: pathspec 'x: y' did not match any file(s)", "pathspec 'x: y' did not match any file(s)"],
  [
    'error: Your local changes would be overwritten by checkout:\n\ta: b.txt\nhint: none',
    'Your local changes would be overwritten by checkout:\n\ta: b.txt',
  ],
])('of %j is told %j', (stderr, told) => {
  expect(explainFailure('status', stderr, 0).message).toBe(`git status failed: ${told}`)
})
