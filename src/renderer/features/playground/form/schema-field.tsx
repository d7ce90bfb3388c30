import { NumberInput, Select, Switch, Textarea } from '@mantine/core'
import { ArrayField } from './array-field'
import { ChoiceField } from './choice-field'
import type { FieldProps } from './field-props'
import { JsonField } from './json-field'
import { kindOf, resolveSchema } from './json-schema'
import { ObjectField } from './object-field'

/** One value of a tool's input, with the control that fits its schema. */
export function SchemaField(props: FieldProps) {
  const schema = resolveSchema(props.schema, props.root)
  const inner = { ...props, schema }
  switch (kindOf(schema)) {
    case 'enum':
      return <EnumField {...inner} />
    case 'boolean':
      return <BooleanField {...inner} />
    case 'integer':
    case 'number':
      return <NumberField {...inner} />
    case 'string':
      return <TextField {...inner} />
    case 'array':
      return <ArrayField {...inner} Field={SchemaField} />
    case 'object':
      return <ObjectField {...inner} Field={SchemaField} />
    case 'choice':
      return <ChoiceField {...inner} Field={SchemaField} />
    default:
      return <JsonField {...inner} />
  }
}

/** What every single control has in common. */
function common({ label, schema, path, errors, required }: FieldProps) {
  return {
    label,
    description: schema.description,
    error: errors[path],
    withAsterisk: required,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
  }
}

function TextField(props: FieldProps) {
  const { value, onChange, required } = props
  return (
    <Textarea
      {...common(props)}
      autosize
      minRows={1}
      maxRows={10}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => {
        const text = event.currentTarget.value
        onChange(text === '' && !required ? undefined : text)
      }}
    />
  )
}

function NumberField(props: FieldProps) {
  const { schema, value, onChange } = props
  return (
    <NumberInput
      {...common(props)}
      allowDecimal={kindOf(schema) === 'number'}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  )
}

function BooleanField(props: FieldProps) {
  const { label, schema, value, required, errors, path, onChange } = props
  return (
    <Switch
      label={required ? `${label} *` : label}
      description={schema.description}
      error={errors[path]}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

function EnumField(props: FieldProps) {
  const { schema, value, onChange, required } = props
  const values = schema.enum ?? [schema.const]
  return (
    <Select
      {...common(props)}
      data={values.map((one, index) => ({
        value: String(index),
        label: typeof one === 'string' ? one : JSON.stringify(one),
      }))}
      value={
        value === undefined
          ? null
          : String(values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value)))
      }
      clearable={!required}
      placeholder="Choose"
      onChange={(index) => onChange(index === null ? undefined : values[Number(index)])}
    />
  )
}
