// The same echo over standard input and output: an external server to put behind the gateway.
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { echoServer } from './echo.ts'

await echoServer().connect(new StdioServerTransport())
