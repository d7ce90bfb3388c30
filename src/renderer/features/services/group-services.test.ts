import { expect, test } from 'vitest'
import { anySnapshot } from '../../../../tests/support/any-snapshot'
import { groupServices } from './group-services'

test('services stand where their mode puts them, whatever their tier, and are counted without the gateway', () => {
  const services = [
    anySnapshot({ id: 'gateway', tier: 0, mode: 'always' }),
    anySnapshot({ id: 'memory', tier: 1, mode: 'on-demand' }),
    anySnapshot({ id: 'git', tier: 2, mode: 'on-demand' }),
    anySnapshot({ id: 'python', tier: 2, mode: 'always' }),
    anySnapshot({ id: 'tracker', tier: 2, mode: 'on-demand', kind: 'external' }),
  ]
  const groups = groupServices(services).map((group) => [group.title, group.services.map(({ id }) => id)])
  expect(groups).toEqual([
    ['In front of all services', ['gateway']],
    ['Always on · 1', ['python']],
    ['On demand · 2', ['memory', 'git']],
    ['External servers · 1', ['tracker']],
  ])
})
