import { findIsolation, isNamespace } from '@shared/process/isolation'

let answer: Promise<boolean> | undefined

/** Whether a PID namespace can hold what external servers start. Found out once, by the tools their host uses for it. */
export function hasPidNamespaces(): Promise<boolean> {
  return (answer ??= findIsolation().then(isNamespace))
}
