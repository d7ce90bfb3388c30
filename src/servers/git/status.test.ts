import { expect, test } from 'vitest'
import { parseStatus, statusAsText } from './status'

const ID = '0'.repeat(40)

test('reads every kind of entry, and names with blanks', () => {
  const status = parseStatus(
    [
      `# branch.oid ${ID}`,
      '# branch.head feature/x',
      '# branch.upstream origin/feature/x',
      '# branch.ab +2 -13',
      `1 MD N... 100644 100644 000000 ${ID} ${ID} a b.txt`,
      `2 R. N... 100644 100644 100644 ${ID} ${ID} R100 new name`,
      'old name',
      `u UU N... 100644 100644 100644 100644 ${ID} ${ID} ${ID} both sides`,
      '? new dir/',
      '! ignored',
    ],
    false,
  )
  expect(status).toEqual({
    branch: 'feature/x',
    commit: ID,
    upstream: 'origin/feature/x',
    ahead: 2,
    behind: 13,
    staged: [
      { path: 'a b.txt', change: 'modified' },
      { path: 'new name', change: 'renamed', from: 'old name' },
    ],
    unstaged: [{ path: 'a b.txt', change: 'deleted' }],
    conflicted: ['both sides'],
    untracked: ['new dir/'],
    clean: false,
    truncated: false,
  })
  expect(statusAsText(status)).toContain(
    '  renamed: old name -> new name\nChanges not staged for commit:\n  deleted: a b.txt',
  )
})

test('what was cut off is not clean', () => {
  const headers = [`# branch.oid ${ID}`, '# branch.head (detached)']
  expect(parseStatus(headers, false)).toMatchObject({ branch: null, clean: true })
  expect(parseStatus(headers, true)).toMatchObject({ clean: false, truncated: true })
})
