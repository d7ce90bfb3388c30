export { createRedactor, REDACTED, type Redactor } from '@shared/redaction/redactor'
