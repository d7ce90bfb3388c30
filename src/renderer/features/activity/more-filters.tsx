import { Autocomplete, Button, NumberInput, Popover, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../ui/icons'
import { countMore, spans, type FilterTexts } from './call-filter'
import styles from './activity-page.module.css'

const methods = [
  'tools/call',
  'tools/list',
  'resources/read',
  'resources/list',
  'prompts/get',
  'prompts/list',
  'completion/complete',
  'initialize',
  'server/discover',
  'ping',
]

interface MoreFiltersProps {
  texts: FilterTexts
  /** Clients met so far. */
  clients: readonly string[]
  set: (part: Partial<FilterTexts>) => void
}

/** The filters that are wanted less often, with how many of them are set on the button. */
export function MoreFilters({ texts, clients, set }: MoreFiltersProps) {
  const [open, setOpen] = useState(false)
  const n = countMore(texts)
  const times = texts.since || (texts.from || texts.to ? 'custom' : '')
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus width="20rem">
      <Popover.Target>
        <Button
          variant={n > 0 ? 'light' : 'default'}
          leftSection={<Icon name="filter" size={14} />}
          onClick={() => setOpen(!open)}
        >
          {n > 0 ? `More filters, ${n} set` : 'More filters'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More filters">
        <div className={styles['filters']}>
          <Autocomplete
            label="Client"
            placeholder="Any client"
            data={[...clients]}
            value={texts.client}
            comboboxProps={{ withinPortal: false }}
            onChange={(client) => set({ client })}
          />
          <Autocomplete
            label="Method"
            placeholder="Any method"
            data={methods}
            value={texts.method}
            comboboxProps={{ withinPortal: false }}
            onChange={(method) => set({ method })}
          />
          <Select
            label="Protocol era"
            placeholder="Any era"
            clearable
            data={[
              { value: 'session', label: 'Sessions, up to 2025-11-25' },
              { value: 'stateless', label: 'Stateless, 2026-07-28' },
            ]}
            value={texts.era || null}
            comboboxProps={{ withinPortal: false }}
            onChange={(era) => set({ era: era ?? '' })}
          />
          <NumberInput
            label="Slower than"
            placeholder="Any duration"
            min={0}
            suffix=" ms"
            value={texts.slower}
            onChange={(slower) => set({ slower: slower === '' ? '' : String(slower) })}
          />
          <Select
            label="Time"
            placeholder="Any time"
            clearable
            data={[
              ...spans.map(({ value, label }) => ({ value, label })),
              { value: 'custom', label: 'From … to …' },
            ]}
            value={times || null}
            comboboxProps={{ withinPortal: false }}
            onChange={(value) =>
              set(
                value === 'custom' ? { since: '', from: today() } : { since: value ?? '', from: '', to: '' },
              )
            }
          />
          {times === 'custom' ? (
            <>
              <TextInput
                type="datetime-local"
                label="From"
                value={texts.from}
                onChange={(event) => set({ from: event.currentTarget.value })}
              />
              <TextInput
                type="datetime-local"
                label="To"
                value={texts.to}
                onChange={(event) => set({ to: event.currentTarget.value })}
              />
            </>
          ) : null}
          <TextInput
            label="In arguments or result"
            placeholder="Part of the contents"
            description="Looks where contents were kept."
            maxLength={200}
            value={texts.contents}
            onChange={(event) => set({ contents: event.currentTarget.value })}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Midnight, in the person's time zone, as a field of this type writes it. */
function today(): string {
  const now = new Date()
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T00:00`
}
