import { expect, test } from 'vitest'
import { gitMoment } from './moments'

test.each([
  '2026-03-31',
  ' 2026-03-31T18:00:00.5Z\n',
  '2026-03-31 18:00 +0200',
  'Yesterday',
  '3.days.ago',
  'two weeks ago',
])('%j is a moment', (text) => expect(gitMoment(text)).toBe(text.trim()))

test.each(['--output=x', '2026-13-31', 'soon', '1 day ago --all', '1 day\nago', '', '9'.repeat(50)])(
  '%j is none',
  (text) => {
    expect(() => gitMoment(text)).toThrow('is no moment')
  },
)
