// A whole Bluesky network (directory, personal data server, AppView) from Bluesky's own packages.
import { TestNetwork, mockMailer } from '@atproto/dev-env'

const port = Number(process.env.FIRST_PORT)
const network = await TestNetwork.create({
  plc: { port },
  pds: { port: port + 1, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: port + 2, dbPostgresSchema: 'bsky', publicUrl: `http://localhost:${port + 2}` },
  ozone: { port: port + 3, chatUrl: 'http://localhost:9', chatDid: 'did:example:chat' },
  introspect: { port: port + 4 },
})
mockMailer(network.pds)
console.log('READY', network.pds.url)
process.on('SIGTERM', async () => { await network.close(); process.exit(0) })
