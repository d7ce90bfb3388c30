import { expect, test } from 'vitest'
import { analyzeText } from './analyze'

test('counts by what people see', () => {
  expect(analyzeText('👩‍🚀 é e\u0301', 5)).toMatchObject({ characters: 5, words: 2 })
  expect(analyzeText('', 5)).toMatchObject({ characters: 0, words: 0, sentences: 0, paragraphs: 0, lines: 0 })
  expect(analyzeText('One. Two! Three?\n\nFour', 5)).toMatchObject({ sentences: 4, paragraphs: 2, lines: 3 })
})

test.each([
  ['en', 'This is the first sentence of the text, and it was written for the people that are in the house.'],
  ['de', 'Das ist der erste Satz von einem Text, und er ist für die Leute, die nicht mit dem Auto sind.'],
  ['fr', 'Le chat est sur la table et les enfants sont dans le jardin avec une balle qui est pour le chien.'],
  ['es', 'El perro está en la casa y los niños son de una ciudad que no es como las de su padre.'],
  ['ja', 'これは日本語の文章です。'],
  ['zh', '这是一个中文句子。'],
  ['ko', '이것은 한국어 문장입니다.'],
  [null, 'Hello there'],
  [null, 'Это предложение на русском или болгарском языке.'],
  [null, 'lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt'],
])('language %s', (language, text) => {
  expect(analyzeText(text, 0).language).toBe(language)
})

test('reading ease is known for English only, and plain text reads easier', () => {
  const plain = analyzeText(
    'The cat sat on the mat and it was warm. The dog ran to the cat and it was not happy.',
    0,
  )
  const hard = analyzeText(
    'The institutional characterization of the organization is for the administrative considerations that it was not in.',
    0,
  )
  expect(plain.fleschReadingEase).toBeGreaterThan(90)
  expect(hard.fleschReadingEase).toBeLessThan(30)
  expect(
    analyzeText('Das ist der Satz von dem Text und er ist für die Leute hier.', 0).fleschReadingEase,
  ).toBeNull()
})

test('frequent words are those that say something', () => {
  const { frequentWords } = analyzeText(
    'The tree and the house: the tree is in the house of the tree, and it was for the birds.',
    2,
  )
  expect(frequentWords).toEqual([
    { word: 'tree', count: 3 },
    { word: 'house', count: 2 },
  ])
})
