import { wordSet } from '../lib/word-set'

/** Programs whose short options carry a password, and these options; the value follows, or stands right behind. */
const known: Readonly<Record<string, ReadonlySet<string>>> = {
  // Starts anew what counts: its -p is a port.
  ssh: new Set(),
  sshpass: wordSet('-p'),
  'redis-cli': wordSet('-a'),
  zip: wordSet('-P'),
  unzip: wordSet('-P'),
  curl: wordSet('-u -U -b -E'),
  http: wordSet('-a'),
  https: wordSet('-a'),
  smbclient: wordSet('-U'),
  rpcclient: wordSet('-U'),
  ldapsearch: wordSet('-w'),
  ldapadd: wordSet('-w'),
  ldapmodify: wordSet('-w'),
  ipmitool: wordSet('-P'),
  sqlcmd: wordSet('-P'),
  bcp: wordSet('-P'),
  isql: wordSet('-P'),
  mosquitto_pub: wordSet('-P'),
  mosquitto_sub: wordSet('-P'),
  openssl: wordSet('-k -K'),
  plink: wordSet('-pw'),
  pscp: wordSet('-pw'),
  putty: wordSet('-pw'),
  snmpwalk: wordSet('-c -A -X'),
  snmpget: wordSet('-c -A -X'),
  qpdf: wordSet('-p'),
  pdftotext: wordSet('-upw -opw'),
  '7z': wordSet('-p'),
  rar: wordSet('-p -hp'),
  unrar: wordSet('-p'),
  mysql: wordSet('-p'),
  mysqldump: wordSet('-p'),
  mysqladmin: wordSet('-p'),
  mariadb: wordSet('-p'),
}
/** Of any program: many use them for a password, and others for a port or a folder. */
const likely = wordSet('-p -P -pw -pass -u --user --pw --pin')
/** Numbers, as of ports, and paths. */
const harmless = /^(\d{1,5}|[\d.:-]+(\/(tcp|udp))?|[~.]?\/.*)$/

export const noOptions: ReadonlySet<string> = new Set()

/** Options that carry a password, of a program by its name; null for one that is not known. */
export function passwordOptionsOf(program: string): ReadonlySet<string> | null {
  return Object.hasOwn(known, program) ? (known[program] ?? null) : null
}

/**
 * Whether this argument is the value of the option before it, which is a password or may well be one.
 * @param options of the last known program that stands before it (`sudo sshpass -p`)
 */
export function isPasswordOf(option: string, value: string, options: ReadonlySet<string>): boolean {
  if (options.has(option)) return true
  return likely.has(option) && !value.startsWith('-') && !harmless.test(value)
}

/** `-psecret`: what the option is, or null when nothing secret stands behind it. @param options as above */
export function attachedPassword(argument: string, options: ReadonlySet<string>): string | null {
  const option = [...options].find((one) => argument.startsWith(one) && argument.length > one.length)
  if (option !== undefined && !argument.startsWith('--')) return option
  const [, likelyOne, value = ''] = /^(-[pP])([^\s-].{3,})/s.exec(argument) ?? []
  if (likelyOne !== undefined && !harmless.test(value)) return likelyOne
  return /^-u\S+:\S+/.test(argument) ? '-u' : null
}
