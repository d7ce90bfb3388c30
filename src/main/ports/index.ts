import type { PortHolder } from '@shared/domain/service'
import { ownPids } from './ancestors'
import { findFreePort, isPortFree } from './free-port'
import { isOmniMindCommand } from './is-omnimind'
import { linuxPorts, userName } from './linux'
import { isInTheWay, type PortSource } from './listening-socket'
import { macosPorts } from './macos'
import { runTool } from './run-tool'
import { stopHolder, type StopWaits } from './stop-holder'
import { windowsPorts } from './windows'

/** Longest command line shown. */
const MAX_COMMAND = 200

export interface PortInspector {
  /**
   * Who is in the way of binding a port on loopback.
   * @param address one loopback address; both families when omitted
   * @returns null when nobody is found
   */
  holderOf(port: number, address?: string): Promise<PortHolder | null>
  /** The first port of the range that is free on both loopback families. @throws OmniMindError PORT_HELD */
  findFreePort(from: number, to?: number): Promise<number>
  isPortFree(port: number): Promise<boolean>
  /**
   * Ends the holder, if it is still the program that `holderOf` found: SIGTERM, 3 s, SIGKILL.
   * @throws OmniMindError PORT_HELD when that must not or cannot be done
   */
  stopHolder(holder: PortHolder): Promise<void>
}

export interface PortInspectorOptions {
  source?: PortSource
  waits?: Partial<StopWaits>
}

export function createPortInspector(options: PortInspectorOptions = {}): PortInspector {
  const source = options.source ?? sourceOfThisSystem()
  const waits = { politeMs: 3_000, killMs: 2_000, ...options.waits }
  /** Start time by pid, as it was when the holder was shown. */
  const shown = new Map<number, string | null>()

  const holderOf = async (port: number, address?: string): Promise<PortHolder | null> => {
    const listeners = (await source.listeners(port)).filter((one) => isInTheWay(one.address, address))
    // One that can be named helps more than one that cannot.
    const found = listeners.find((one) => one.pid !== null) ?? listeners[0]
    if (!found) return null
    const facts = found.pid === null ? null : await source.facts(found.pid)
    if (found.pid !== null) shown.set(found.pid, facts?.startedAt ?? null)
    return {
      port,
      address: found.address,
      pid: found.pid,
      command: facts?.command?.slice(0, MAX_COMMAND) ?? null,
      user: facts?.user ?? (found.uid === null ? null : await userName(found.uid)),
      isOmniMind: isOmniMindCommand(facts?.command ?? ''),
    }
  }

  return {
    holderOf,
    findFreePort,
    isPortFree,
    stopHolder: async (holder) =>
      await stopHolder(holder, {
        source,
        waits,
        kill: (pid, signal) => void process.kill(pid, signal),
        protectedPids: ownPids,
        shownStart: (holder.pid === null ? null : shown.get(holder.pid)) ?? null,
      }),
  }
}

function sourceOfThisSystem(): PortSource {
  if (process.platform === 'darwin') return macosPorts(runTool)
  return process.platform === 'win32' ? windowsPorts(runTool) : linuxPorts
}
