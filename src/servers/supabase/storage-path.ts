import { z } from 'zod'

/** Path and bucket become part of an address: nothing in them may lead elsewhere. */
const SEGMENT = /^(?!\.{1,2}$)[^/\\?#%\p{Cc}]+$/u

export const BucketName = z
  .string()
  .max(100)
  .regex(/^(?!\.)[\w.+ -]+$/, 'Not the name of a bucket; list_buckets shows them.')

export const FilePath = z
  .string()
  .max(900)
  .refine(
    (path) => path.split('/').every((segment) => SEGMENT.test(segment)),
    'A path is made of names and "/", without "..", "?", "#", "%" and "\\".',
  )
  .describe('Path inside the bucket, e.g. reports/2026.pdf')

export const FolderPath = z
  .union([z.literal(''), FilePath])
  .default('')
  .describe('Absent: the top')
