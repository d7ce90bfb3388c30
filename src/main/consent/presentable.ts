import { MAX_CLIENT, MAX_TITLE, type ConsentQuestion } from '@shared/domain/consent'
import { visibleText } from '@shared/lib/visible-text'

/** Names come from clients: in a window, a notification or a terminal they are one line in which nothing hides. */
export function presentable(question: ConsentQuestion): ConsentQuestion {
  const line = (text: string, most: number): string =>
    visibleText(text).replaceAll(/\s+/g, ' ').trim().slice(0, most)
  return {
    ...question,
    title: line(question.title, MAX_TITLE),
    client: question.client === null ? null : line(question.client, MAX_CLIENT),
  }
}
