import { defineWorker } from '../../kit/worker/define-worker'
import { extract } from '../page/extract'
import { Extraction } from '../page/extraction'

/** Reads pages that strangers wrote in a process that may be killed. */
export const worker = defineWorker({
  build: () => ({ handle: (message) => extract(Extraction.parse(message)) }),
})
