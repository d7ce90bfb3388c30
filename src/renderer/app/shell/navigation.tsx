import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { needsAttention } from '@shared/domain/service'
import { usePending, useServices } from '../../center'
import { usePlace } from '../../router'
import { Icon } from '../../ui/icons'
import { screens, type ScreenEntry } from './screens'
import styles from './shell.module.css'

/** The screens by noun; below 960 px only their icons, with the words on hover and for assistive technology. */
export function Navigation({ onHelp }: { onHelp: () => void }) {
  const { parts } = usePlace()
  const collapsed = useMediaQuery('(max-width: 60rem)') ?? false
  const needing = (useServices() ?? []).filter((service) => needsAttention(service.state)).length
  const waiting = Object.values(usePending() ?? {}).reduce((sum, n) => sum + n, 0)
  const link = (screen: ScreenEntry) => (
    <li key={screen.part}>
      <Tooltip label={screen.label} position="right" disabled={!collapsed} openDelay={100}>
        <a
          className={styles['link']}
          href={screen.hash}
          aria-current={(parts[0] ?? '') === screen.part ? 'page' : undefined}
        >
          <Icon name={screen.icon} />
          <span className={styles['label']}>{screen.label}</span>
          {screen.part === 'services' ? <Badge n={needing} words="need you" tone="bad" /> : null}
          {screen.part === 'security' ? <Badge n={waiting} words="wait for review" tone="warn" /> : null}
        </a>
      </Tooltip>
    </li>
  )
  return (
    <nav className={styles['nav']} aria-label="Main">
      <div className={styles['brand']}>
        <BrandMark />
        <span className={styles['label']}>OmniMind</span>
      </div>
      <ul className={styles['list']}>{screens.filter((screen) => screen.part !== 'settings').map(link)}</ul>
      <ul className={`${styles['list']} ${styles['foot']}`}>
        <li>
          <Tooltip label="Keyboard shortcuts" position="right" disabled={!collapsed} openDelay={100}>
            <button type="button" className={styles['link']} onClick={onHelp}>
              <KeyboardIcon />
              <span className={styles['label']}>Shortcuts</span>
            </button>
          </Tooltip>
        </li>
        {screens.filter((screen) => screen.part === 'settings').map(link)}
      </ul>
    </nav>
  )
}

/** How many things of a screen want a look; nothing while none does. */
function Badge({ n, words, tone }: { n: number; words: string; tone: 'bad' | 'warn' }) {
  if (n === 0) return null
  return (
    <span className={styles['badge']} data-tone={tone} role="img" aria-label={`${n} ${words}`}>
      {n > 999 ? '999+' : n}
    </span>
  )
}

/** A hub with two open arcs around it: one center, many clients. */
export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={`${size / 16}rem`} height={`${size / 16}rem`} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <circle cx="16" cy="16" r="4.2" fill="#fff" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M16 6A10 10 0 0 1 26 16" />
        <path d="M16 26A10 10 0 0 1 6 16" />
      </g>
    </svg>
  )
}

function KeyboardIcon() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="1rem"
      height="1rem"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <rect x="1.7" y="3.7" width="12.6" height="8.6" rx="1.6" />
      <path d="M4.4 6.6h.01M6.8 6.6h.01M9.2 6.6h.01M11.6 6.6h.01M5.2 9.6h5.6" />
    </svg>
  )
}
