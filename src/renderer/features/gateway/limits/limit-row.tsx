import { NumberInput } from '@mantine/core'
import { formatCount } from '../../../ui/format'
import { SettingRow } from '../../../ui/setting-row'

interface LimitRowProps {
  label: string
  help: string
  unit: string
  value: number
  /** Its default, said beside the help. */
  standard: number
  error: string | undefined
  onChange: (value: number) => void
}

/** One number among the limits, with its unit and its default. */
export function LimitRow({ label, help, unit, value, standard, error, onChange }: LimitRowProps) {
  return (
    <SettingRow label={label} help={`${help} Default ${formatCount(standard)}${unit ? ` ${unit}` : ''}.`}>
      <LimitInput label={label} unit={unit} value={value} error={error} onChange={onChange} />
    </SettingRow>
  )
}

/** An empty field counts as "not a number", which is said and cannot be saved. */
export function LimitInput({
  label,
  unit,
  value,
  error,
  onChange,
}: Pick<LimitRowProps, 'label' | 'unit' | 'value' | 'error' | 'onChange'>) {
  return (
    <NumberInput
      aria-label={label}
      w="10rem"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      suffix={unit ? ` ${unit}` : ''}
      value={Number.isNaN(value) ? '' : value}
      error={error}
      onChange={(next) => onChange(typeof next === 'number' ? next : Number.NaN)}
    />
  )
}
