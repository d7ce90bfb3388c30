import { z } from 'zod'

/** Zod writes faster checks with `new Function` where it may; the page's policy forbids it, so it never tries. */
z.config({ jitless: true })
