// A process that answers as OpenAI and Anthropic do, from memory, so that its share of a call is small and the same
// for all that are compared. The first segment of a path says how: /ok, /503, /stall, each followed by the api's own.
import { createServer } from 'node:http'
import { type ProviderApi, wire } from '@understudy/testkit'

const WORDS = Array.from({ length: 40 }, (_, i) => `word${i} `)

const answers = (['openai.chat', 'anthropic.messages'] satisfies ProviderApi[]).map((api) => {
  const { path, stream, json } = wire(api)
  const usage = { inputTokens: 900, outputTokens: WORDS.length }
  const reply = { id: 'answer', model: 'model', tokens: WORDS, usage }
  return { path, events: stream(reply), json: Buffer.from(json(reply)) }
})

const server = createServer((request, response) => {
  const body: Buffer[] = []
  request.on('data', (chunk: Buffer) => body.push(chunk))
  request.on('end', () => {
    const [, how = '', path = ''] = /^\/(\w+)(\/[^?]*)/.exec(request.url ?? '') ?? []
    const answer = answers.find((answer) => answer.path === path)
    if (how === 'stall' && answer) return
    if (how !== 'ok' || !answer) {
      response.writeHead(how === '503' ? 503 : 404, { 'content-type': 'application/json' })
      response.end('{"error":{"type":"server_error","message":"Down."}}')
      return
    }
    if (!Buffer.concat(body).includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.json.length })
      response.end(answer.json)
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // One chunk of the transfer encoding an event, as tokens come.
    for (const event of answer.events) response.write(event)
    response.end()
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`)
})
// It goes with the process that started it.
process.stdin.on('end', () => process.exit()).resume()
