import { z } from 'zod'
import { gigabytes, knownNumber, knownText, positive } from './known'
import type { Library } from './library'
import { plainInterface } from './privacy'

const text = z.string().nullable()
const number = z.number().nullable()
const MAX_ITEMS = 64

/** What each section of `get_system_facts` says. Only what is named here leaves the service. */
export const Facts = {
  os: z.object({
    platform: z.string(),
    name: text,
    release: text,
    codename: text,
    kernel: text,
    architecture: text,
    timeZone: text,
    hostName: z.string().optional(),
  }),
  machine: z.object({
    manufacturer: text,
    model: text,
    board: text,
    isVirtual: z.boolean(),
    virtualizedBy: text,
  }),
  cpu: z.object({
    manufacturer: text,
    model: text,
    physicalCores: number,
    threads: number,
    performanceCores: number,
    efficiencyCores: number,
    baseGhz: number,
    maxGhz: number,
    l3CacheMb: number,
    canVirtualize: z.boolean(),
  }),
  memory: z.object({
    totalGb: z.number(),
    swapGb: z.number(),
    modules: z.array(z.object({ sizeGb: z.number(), type: text, mhz: number })),
  }),
  gpu: z.array(z.object({ vendor: text, model: text, vramMb: number, driver: text })),
  displays: z.array(z.object({ width: number, height: number, isMain: z.boolean() })),
  disks: z.array(z.object({ model: text, kind: text, bus: text, sizeGb: z.number(), health: text })),
  network: z.array(
    z.object({
      name: z.string(),
      kind: text,
      isVirtual: z.boolean(),
      isDefault: z.boolean(),
      mbitPerS: number,
    }),
  ),
}
export type FactSection = keyof typeof Facts
type Reader<Section extends FactSection> = (
  library: Library,
  showIdentifying: boolean,
) => Promise<z.infer<(typeof Facts)[Section]>>

export const readFacts: { [Section in FactSection]: Reader<Section> } = {
  async os(library, showIdentifying) {
    const os = await library.osInfo()
    return {
      platform: os.platform,
      name: knownText(os.distro),
      release: knownText(os.release),
      codename: knownText(os.codename),
      kernel: knownText(os.kernel),
      architecture: knownText(os.arch),
      timeZone: knownText(Intl.DateTimeFormat().resolvedOptions().timeZone),
      ...(showIdentifying && { hostName: os.hostname }),
    }
  },
  async machine(library) {
    const [system, board] = await Promise.all([library.system(), library.baseboard()])
    return {
      manufacturer: knownText(system.manufacturer),
      model: knownText(system.model),
      board: knownText(`${board.manufacturer} ${board.model}`),
      isVirtual: system.virtual,
      virtualizedBy: knownText(system.virtualHost),
    }
  },
  async cpu(library) {
    const cpu = await library.cpu()
    return {
      manufacturer: knownText(cpu.manufacturer),
      model: knownText(cpu.brand),
      physicalCores: positive(cpu.physicalCores),
      threads: positive(cpu.cores),
      performanceCores: positive(cpu.performanceCores),
      efficiencyCores: positive(cpu.efficiencyCores),
      baseGhz: positive(cpu.speed, 2),
      maxGhz: positive(cpu.speedMax, 2),
      l3CacheMb: positive(cpu.cache.l3 / 1024 ** 2, 1),
      canVirtualize: cpu.virtualization,
    }
  },
  async memory(library) {
    const [memory, modules] = await Promise.all([library.mem(), library.memLayout()])
    return {
      totalGb: gigabytes(memory.total),
      swapGb: gigabytes(memory.swaptotal),
      modules: modules.slice(0, MAX_ITEMS).map(({ size, type, clockSpeed }) => ({
        sizeGb: gigabytes(size),
        type: knownText(type),
        mhz: positive(clockSpeed),
      })),
    }
  },
  async gpu(library) {
    const { controllers } = await library.graphics()
    return controllers.slice(0, MAX_ITEMS).map(({ vendor, model, vram, driverVersion }) => ({
      vendor: knownText(vendor),
      model: knownText(model),
      vramMb: positive(vram),
      driver: knownText(driverVersion),
    }))
  },
  async displays(library) {
    const { displays } = await library.graphics()
    return displays.slice(0, MAX_ITEMS).map(({ resolutionX, resolutionY, main }) => ({
      width: positive(resolutionX),
      height: positive(resolutionY),
      isMain: main,
    }))
  },
  async disks(library) {
    const disks = await library.diskLayout()
    return disks.slice(0, MAX_ITEMS).map(({ name, type, interfaceType, size, smartStatus }) => ({
      model: knownText(name),
      kind: knownText(type),
      bus: knownText(interfaceType),
      sizeGb: gigabytes(size),
      health: knownText(smartStatus),
    }))
  },
  async network(library) {
    const found = await library.networkInterfaces()
    const interfaces = Array.isArray(found) ? found : [found]
    return interfaces.slice(0, MAX_ITEMS).map((each) => ({
      name: plainInterface(each.iface),
      kind: knownText(each.type),
      isVirtual: each.virtual,
      isDefault: each.default,
      mbitPerS: positive(knownNumber(each.speed)),
    }))
  },
}
