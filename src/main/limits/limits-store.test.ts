import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { memoryLogger } from '../../../tests/support/memory-logger'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { openLimits } from './limits-store'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'omni-limits-'))))
afterEach(() => rmSync(home, { recursive: true }))
const open = (audit = memoryLogger()) => openLimits({ home, clock: new VirtualClock(), audit })

describe('the limits', () => {
  it('start as the defaults, and are kept and told when changed', () => {
    const limits = open()
    const told: GatewayLimits[] = []
    limits.onChange((changed) => told.push(changed))
    expect(limits.get()).toEqual(defaultLimits)
    const wanted = { ...defaultLimits, rateByService: { memory: { perMinute: 60, burst: 5 } } }
    expect(limits.update(wanted)).toEqual(wanted)
    expect(told).toEqual([wanted])
    expect(open().get()).toEqual(wanted)
  })

  it('leave a line for each change, which names the parts that are new', () => {
    const audit = memoryLogger()
    const limits = open(audit)
    limits.update({ ...defaultLimits, rateByService: { memory: { perMinute: 60, burst: 5 } } })
    limits.update({ ...limits.get(), breaker: { failures: 9, openS: 30 } })
    limits.update({ ...limits.get() })
    expect(audit.lines.map(({ text }) => text)).toEqual([
      'Limits were changed: rateByService.',
      'Limits were changed: breaker.',
    ])
  })

  it.each<[string, GatewayLimits]>([
    [
      'more than 50 in the queue',
      { ...defaultLimits, concurrency: { ...defaultLimits.concurrency, queue: 51 } },
    ],
    ['no calls at all', { ...defaultLimits, rate: { perMinute: 0, burst: 1 } }],
    ['a least above the most', { ...defaultLimits, concurrency: { ...defaultLimits.concurrency, min: 500 } }],
  ])('%s is refused and changes nothing', (_what, wanted) => {
    const limits = open()
    expect(() => limits.update(wanted)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }))
    expect(limits.get()).toEqual(defaultLimits)
    expect(readdirSync(home)).toEqual([])
  })

  it('a file that cannot be read is not replaced', () => {
    mkdirSync(join(home, 'limits.json'))
    const limits = open()
    expect(limits.warnings[0]).toContain('cannot be read')
    expect(() => limits.update(defaultLimits)).toThrow(
      expect.objectContaining({
        code: 'DATA_DIR_UNWRITABLE',
        message: expect.stringContaining('not replaced'),
      }),
    )
  })

  it('a damaged file is kept aside and the defaults hold', () => {
    writeFileSync(join(home, 'limits.json'), '{"rate":{"perMinute":"many"}}')
    const limits = open()
    expect(limits.get()).toEqual(defaultLimits)
    expect(limits.warnings[0]).toContain('the defaults hold')
    expect(readdirSync(home)[0]).toContain('.damaged-')
  })
})
