import { networkInterfaces, uptime } from 'node:os'
import { z } from 'zod'
import { readFans } from './fans'
import { gigabytes, knownNumber, megabytes, positive } from './known'
import type { Library } from './library'
import { commonMount, plainDevice, plainInterface } from './privacy'
import { sampleTwice } from './sample-twice'

const number = z.number().nullable()
const MAX_ITEMS = 64

/** What each section of `get_system_usage` says. Only what is named here leaves the service. */
export const Usage = {
  cpu: z.object({
    loadPercent: z.number(),
    loadPercentByThread: z.array(z.number()),
    loadAverage: number.describe('Processes that want to run, over the last minute; not on Windows'),
    uptimeHours: z.number(),
  }),
  memory: z.object({
    usedMb: z.number().describe('What programs hold, without caches'),
    availableMb: z.number(),
    totalMb: z.number(),
    usedPercent: z.number(),
    swapUsedMb: z.number(),
  }),
  disks: z.array(
    z.object({
      mount: z.string().nullable().describe('Null when its name is hidden'),
      device: z.string().nullable(),
      type: z.string(),
      sizeGb: z.number(),
      freeGb: z.number(),
      usedPercent: z.number(),
    }),
  ),
  network: z.array(
    z.object({
      name: z.string(),
      state: z.string(),
      receivedMb: z.number(),
      sentMb: z.number(),
      receivedKbPerS: number,
      sentKbPerS: number,
      errors: z.number(),
      addresses: z.array(z.string()).optional(),
    }),
  ),
  sensors: z.object({
    cpuCelsius: number,
    hottestCelsius: number,
    gpuCelsius: z.array(z.number()),
    fansRpm: z.array(z.number()),
  }),
  battery: z.object({
    percent: z.number(),
    isCharging: z.boolean(),
    isOnMains: z.boolean(),
    minutesLeft: number,
    healthPercent: number.describe('Capacity now against that when it was new'),
    cycles: number,
  }),
}
export type UsageSection = keyof typeof Usage
type Reader<Section extends UsageSection> = (
  library: Library,
  showIdentifying: boolean,
) => Promise<z.infer<(typeof Usage)[Section]> | null>

/** Null: this machine has none. */
export const readUsage: { [Section in UsageSection]: Reader<Section> } = {
  async cpu(library) {
    const load = await sampleTwice(() => library.currentLoad())
    return {
      loadPercent: Math.round(load.currentLoad),
      loadPercentByThread: load.cpus.slice(0, 256).map((each) => Math.round(each.load)),
      loadAverage: process.platform === 'win32' ? null : knownNumber(load.avgLoad, 2),
      uptimeHours: Number((uptime() / 3_600).toFixed(1)),
    }
  },
  async memory(library) {
    const { total, available, swapused } = await library.mem()
    return {
      usedMb: megabytes(total - available),
      availableMb: megabytes(available),
      totalMb: megabytes(total),
      usedPercent: Math.round(((total - available) / total) * 100),
      swapUsedMb: megabytes(swapused),
    }
  },
  async disks(library, showIdentifying) {
    const disks = await library.fsSize()
    return disks.slice(0, MAX_ITEMS).map(({ fs, type, mount, size, available, use }) => ({
      mount: showIdentifying ? mount : commonMount(mount),
      device: showIdentifying ? fs : plainDevice(fs),
      type,
      sizeGb: gigabytes(size),
      freeGb: gigabytes(available),
      usedPercent: Math.round(use),
    }))
  },
  async network(library, showIdentifying) {
    const interfaces = await sampleTwice(() => library.networkStats('*'))
    return interfaces.slice(0, MAX_ITEMS).map((each) => ({
      name: plainInterface(each.iface),
      state: each.operstate,
      receivedMb: megabytes(each.rx_bytes),
      sentMb: megabytes(each.tx_bytes),
      receivedKbPerS: knownNumber(each.rx_sec === null ? null : each.rx_sec / 1024),
      sentKbPerS: knownNumber(each.tx_sec === null ? null : each.tx_sec / 1024),
      errors: each.rx_errors + each.tx_errors,
      ...(showIdentifying && { addresses: addressesOf(each.iface) }),
    }))
  },
  async sensors(library) {
    const [cpu, { controllers }, fans] = await Promise.all([
      library.cpuTemperature(),
      library.graphics(),
      readFans(),
    ])
    const gpuCelsius = controllers.flatMap(({ temperatureGpu }) => positive(temperatureGpu) ?? [])
    const sensors = {
      cpuCelsius: positive(cpu.main),
      hottestCelsius: positive(cpu.max),
      gpuCelsius,
      fansRpm: fans,
    }
    const isEmpty =
      sensors.cpuCelsius === null && sensors.hottestCelsius === null && gpuCelsius.length + fans.length === 0
    return isEmpty ? null : sensors
  },
  async battery(library) {
    const battery = await library.battery()
    if (!battery.hasBattery) return null
    return {
      percent: battery.percent,
      isCharging: battery.isCharging,
      isOnMains: battery.acConnected,
      minutesLeft: positive(battery.timeRemaining),
      healthPercent: positive((battery.maxCapacity / battery.designedCapacity) * 100),
      cycles: positive(battery.cycleCount),
    }
  },
}

function addressesOf(name: string): string[] {
  return (networkInterfaces()[name] ?? []).map(({ address }) => address)
}
