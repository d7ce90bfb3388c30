import type { ComponentType } from 'react'
import type { JsonSchema } from './json-schema'
import type { FieldErrors } from './validate-value'

/** What a field of the playground form gets. `path` is where its value stands in the whole. */
export interface FieldProps {
  label: string
  schema: JsonSchema
  /** The whole schema, for local references. */
  root: JsonSchema
  value: unknown
  required: boolean
  path: string
  errors: FieldErrors
  onChange: (value: unknown) => void
}

/** Fields that hold other fields are handed the field to use, so that no file needs to know them all. */
export type ContainerProps = FieldProps & { Field: ComponentType<FieldProps> }
