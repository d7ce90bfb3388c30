import { expect, test } from 'vitest'
import type { OpenQuestion } from '@shared/domain/consent'
import { Emitter } from '@shared/lib/emitter'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import type { Notice } from '../host/host'
import { tellOfQuestions } from './question-notices'

const asked: OpenQuestion = {
  id: '1',
  serviceId: 'system-tools',
  askedAt: 0,
  expiresAt: 1,
  question: { title: 'Run a program', details: [], client: null, lasting: {} },
}

test('one notice for many questions, and none when notices are off', async () => {
  const clock = new VirtualClock()
  const questions = new Emitter<OpenQuestion>()
  const told: Notice[] = []
  const settings = { notifications: true }
  tellOfQuestions({
    consents: { onAsked: (listener) => questions.on(listener) },
    host: { notify: (notice) => told.push(notice) },
    settings: () => settings,
    clock,
  })
  for (let n = 0; n < 100; n++) questions.emit(asked)
  expect(told).toEqual([
    { title: 'Run a program?', body: 'A client asks by way of system-tools.', serviceId: 'system-tools' },
  ])
  await clock.advance(30_000)
  questions.emit(asked)
  expect(told).toHaveLength(2)
  settings.notifications = false
  await clock.advance(30_000)
  questions.emit(asked)
  expect(told).toHaveLength(2)
})
