import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { DeepLink } from './deep-link'
import { receiveLinks } from './link-inbox'

const event = { preventDefault: () => {} }
const connect: DeepLink = { kind: 'connect' }

function setUp(first: DeepLink | null | undefined) {
  const app = new EventEmitter()
  const opened: (DeepLink | null)[] = []
  const inbox = receiveLinks(app, first)
  return { app, opened, follow: () => inbox.follow((link) => opened.push(link)) }
}

test('the window opens for what the app was started for', () => {
  const plain = setUp(null)
  plain.follow()
  expect(plain.opened).toEqual([null])
  const linked = setUp(connect)
  linked.follow()
  expect(linked.opened).toEqual([connect])
})

test('a hidden start opens nothing until it is asked to', () => {
  const { app, opened, follow } = setUp(undefined)
  follow()
  expect(opened).toEqual([])
  app.emit('activate')
  expect(opened).toEqual([null])
})

test('a link that comes before the center is up waits for it, and is opened once', () => {
  const { app, opened, follow } = setUp(null)
  app.emit('open-url', event, 'omnimind://service/memory')
  app.emit('second-instance', event, ['/bin/electron', '.', 'omnimind://connect'])
  expect(opened).toEqual([])
  follow()
  expect(opened).toEqual([connect])
})

test('what is no link of ours only shows the window', () => {
  const { app, opened, follow } = setUp(undefined)
  follow()
  app.emit('open-url', event, 'omnimind://quit')
  app.emit('second-instance', event, ['/bin/electron', '.', '--inspect'])
  expect(opened).toEqual([null, null])
})
