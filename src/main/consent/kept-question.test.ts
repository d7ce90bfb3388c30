import { expect, test } from 'vitest'
import { ConsentQuestion } from '@shared/domain/consent'
import { keptQuestion } from './kept-question'

test('a variable whose name says that it is secret is kept without its value', () => {
  const details = [
    { label: 'Variable DB_PASSWORD', value: 'correct horse battery' },
    { label: 'Variable LANG', value: 'en' },
  ]
  const question = ConsentQuestion.parse({ title: 'x', details, client: null, lasting: {} })
  expect(keptQuestion(question, (text) => text).details).toEqual([
    { label: 'Variable DB_PASSWORD', value: '[secret]' },
    { label: 'Variable LANG', value: 'en' },
  ])
})
