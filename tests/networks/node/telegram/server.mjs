// A Telegram Bot API server with a side for the bot's users.
import { createRequire } from 'module'

const TelegramServer = createRequire(import.meta.url)('telegram-test-api')
const server = new TelegramServer({ port: Number(process.env.FIRST_PORT), host: '127.0.0.1', storage: 'RAM' })
await server.start()
console.log('READY', server.config.apiURL)
process.on('SIGTERM', async () => { await server.stop(); process.exit(0) })
