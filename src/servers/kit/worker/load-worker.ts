import type { WorkerDefinition } from './define-worker'

/** Every worker by path; the bundler makes each a chunk of its own. */
const modules = import.meta.glob<WorkerDefinition>('../../*/workers/*.ts', { import: 'worker' })

/** @throws when there is none of that name */
export async function loadWorker(serviceId: string, worker: string): Promise<WorkerDefinition> {
  const load = modules[`../../${serviceId}/workers/${worker}.ts`]
  if (!load) throw new Error(`The service ${serviceId} has no worker called ${worker}.`)
  return await load()
}
