import { expect, test } from 'vitest'
import { createRandom } from '../../../tests/support/random'
import { compressed } from '../../../tests/support/compressed'
import { mixedText } from '../../../tests/support/mixed-text'
import { namedBy } from './compress/wanted'
import { namedWords } from './contract/named-words'
import type { Message } from './compression'

test('the compressor knows every name that the checker will ask for, however many there are', () => {
  const random = createRandom(8)
  const signs =
    '/usr/lib \\win\\x ./src/a.ts ~/b @scope/p a/b https://x.org/y?z v1.2 10.0.0.1 1.2.3-rc.1 camelCase PascalCase snake_case `q x` . , / - _ 7'
  let many = 0
  for (let run = 0; run < 2_000; run++) {
    const text = random
      .some([...signs.split(' '), ' ', ' ', 'x', 'y8'], 600)
      .map((sign) => sign + (random.chance(0.3) ? random.below(99) : ''))
      .join(random.pick([' ', '']))
    const { words } = namedBy('', [{ role: 'user', content: text }])
    const asked = namedWords('', [{ role: 'user', content: text }])
    expect(words, JSON.stringify(text)).toEqual(expect.arrayContaining([...asked]))
    if (asked.size === 64) many++
  }
  expect(many).toBeGreaterThan(200)
})

test('a conversation in which the user shows a long text is shortened, not refused', async () => {
  const random = createRandom(6)
  for (let run = 0; run < 60; run++) {
    const texts = Array.from({ length: 3 }, () => mixedText(random))
    const said = (): string => random.some(texts, 4).join('\n')
    const messages: Message[] = [
      { role: 'user', content: `${said()}\n/var/log/a\n\\\\host\\share` },
      { role: 'tool', content: said() },
      { role: 'user', content: said() },
      { role: 'assistant', content: said() },
    ]
    const { verdict } = await compressed(messages)
    expect(verdict, `run ${run}`).toMatchObject({ violations: [], holds: true })
  }
})
