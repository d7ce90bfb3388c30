import { expect, test } from 'vitest'
import { explainFailure } from './explain-failure'

test.each([
  ['fatal: unexpected line in sub/.git/packed-refs: secret', 'unexpected line in sub/.git/packed-refs.'],
  ['fatal: unterminated line in a: b/packed-refs: secret', 'unterminated line in a.'],
  ['secret is not a valid attribute name: /outside/f:3', 'A file of attributes has a line that is none.'],
  ['fatal: unexpected line in a:b/packed-refs: secret', 'unexpected line in a:b/packed-refs.'],
  ['error: x\nfatal: unexpected line in a\nb/packed-refs: secret', 'x\nunexpected line in a\nb/packed-refs.'],
  ['fatal: unexpected line in a\nerror: b/packed-refs: secret', 'unexpected line in a\nerror.'],
  ["fatal: unexpected line in it's/packed-refs: secret's", "unexpected line in it's/packed-refs."],
  [
    "fatal: bad numeric config value 'secret' for 'core.abbrev' in file .git/config: invalid unit",
    "bad numeric config value for 'core.abbrev' in file .git/config.",
  ],
  [
    "fatal: bad boolean config value 'it's\nsecret' for 'core.bare'",
    "bad boolean config value for 'core.bare'",
  ],
  ["error: invalid path 'a: b'", "invalid path 'a: b'"],
  ["error: invalid path 'it's a: b'", "invalid path 'it's a: b'"],
  ['fatal: invalid value: secret', 'invalid value.'],
  ["error: pathspec 'x: y' did not match any file(s)", "pathspec 'x: y' did not match any file(s)"],
  [
    'error: Your local changes would be overwritten by checkout:\n\ta: b.txt\nhint: none',
    'Your local changes would be overwritten by checkout:\n\ta: b.txt',
  ],
])('of %j is told %j', (stderr, told) => {
  expect(explainFailure('status', stderr, 0).message).toBe(`git status failed: ${told}`)
})
