import { expect, test } from 'vitest'
import { showDifference } from './show-difference'

test('a fence is longer than the longest inside, however many there are', () => {
  const fences = '```\n'.repeat(150_000)
  expect(showDifference('f', '', `${fences}\`\`\`\`\`\n`)).toMatch(/^`{6}diff\n/)
})
