import type { PortHolder } from '@shared/domain/service'

/** The program that holds a port: `nginx (pid 77)`. */
export function holderWords({ command, pid }: PortHolder): string {
  if (command === null) return pid === null ? 'another program' : `process ${pid}`
  return pid === null ? command : `${command} (pid ${pid})`
}

/** A text that another sentence may follow. */
export function fullStop(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
