import { MAX_CLIENT, MAX_TITLE, type ConsentQuestion } from '@shared/domain/consent'
import { visibleLine } from '@shared/lib/visible-text'

/** Names come from clients: in a window, a notification or a terminal they are one line in which nothing hides. */
export function presentable(question: ConsentQuestion): ConsentQuestion {
  return {
    ...question,
    title: visibleLine(question.title, MAX_TITLE),
    client: question.client === null ? null : visibleLine(question.client, MAX_CLIENT),
  }
}
