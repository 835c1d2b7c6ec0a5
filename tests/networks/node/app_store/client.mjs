// Reads all reviews, answers one and reads the answer, as the generated client does it by itself.
import { readFileSync } from 'node:fs'
import * as apple from 'appstore-connect-sdk'

const { account, app, review, text } = JSON.parse(readFileSync(0, 'utf8'))
const client = apple.createClient(account)

function data({ data, error, response }) {
  if (error) throw new Error(`${response?.status}: ${JSON.stringify(error)}`)
  return data
}

const listed = data(
  await apple.appsCustomerReviewsGetToManyRelated({
    client,
    path: { id: app },
    query: { sort: ['-createdDate'], include: ['response'], limit: 10 },
  }),
)
const body = {
  data: {
    type: 'customerReviewResponses',
    attributes: { responseBody: text },
    relationships: { review: { data: { type: 'customerReviews', id: review } } },
  },
}
const answered = data(await apple.customerReviewResponsesCreateInstance({ client, body }))
const found = data(await apple.customerReviewsResponseGetToOneRelated({ client, path: { id: review } }))
console.log(JSON.stringify({ listed, answered, found }))
