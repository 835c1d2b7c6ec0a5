// Apple's description of the calls that reviews need, as the package carries it, on standard output.
import * as apple from 'appstore-connect-sdk'
import { toJSONSchema } from 'zod'

const CALLS = [
  'appsCustomerReviewsGetToManyRelated',
  'customerReviewsResponseGetToOneRelated',
  'customerReviewResponsesCreateInstance',
]

// Where the generated client sends a call; {id} stands for what the caller names.
async function sentTo(call) {
  let sent
  const fetch = async (request) => {
    sent = request
    return new Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
  }
  const client = apple.createClient({ bearerToken: 'none', baseUrl: 'http://apple.invalid' })
  await apple[call]({ client, path: { id: 'ID' }, fetch })
  return { method: sent.method, path: new URL(sent.url).pathname.replace('ID', '{id}') }
}

const named = (call, part) => `z${call[0].toUpperCase()}${call.slice(1)}${part}`

// The name that Apple gave to what a call answers: the same object under another name.
function answered(call) {
  const answer = apple[named(call, 'Response')]
  const isIt = ([name, one]) => one === answer && `${name.slice(1)}Schema` in apple
  return Object.entries(apple).find(isIt)[0].slice(1)
}

const calls = []
for (const call of CALLS) {
  const request = toJSONSchema(apple[named(call, 'Data')])
  calls.push({ ...(await sentTo(call)), request, answer: answered(call) })
}
const known = Object.entries(apple).filter(([name]) => name.endsWith('Schema'))
const schemas = Object.fromEntries(known.map(([name, told]) => [name.slice(0, -'Schema'.length), told]))
console.log(JSON.stringify({ calls, components: { schemas } }))
