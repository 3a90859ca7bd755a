import { createClient } from '@understudy/runtime'
import { openai } from '@understudy/runtime/openai'
import { openaiFetch } from '@understudy/runtime/fetch'
import OpenAI from 'openai'
import { startServer } from './soak/server.ts'
const mode = process.argv[2]
await using server = await startServer()
const url = server.urls['openai.chat']
const cand = { environment:'p',version:'1',digest:'',provider:'a',api:'openai.chat',model:'m',parameters:{},history:false,request:({question}:any)=>({model:'m',messages:[{role:'user',content:question}]})} as any
const client = createClient({ providers: { a: mode==='sdk' ? openai(new OpenAI({apiKey:'n',baseURL:url})) : openai(openaiFetch({apiKey:'n',baseURL:url})) } as any })
const raw = async () => { const r = await fetch(url+'/chat/completions',{method:'POST',headers:{'content-type':'application/json'},body:JSON.stringify({model:'m',stream:true,messages:[]})}); await r.text() }
const run = async () => { await client.run({name:'p',candidates:{},chain:[cand]} as any, {question:'x'} as any) }
const sig = new AbortController().signal
const stream = async () => { for await (const e of client.stream({name:'p',candidates:{},chain:[cand]} as any, {question:'x'} as any, {signal:sig} as any)); }
const leave = async () => { for await (const e of client.stream({name:'p',candidates:{},chain:[cand]} as any, {question:'x'} as any, {signal:sig} as any)) break }
const f = mode==='raw'?raw:mode==='stream'?stream:mode==='leave'?leave:run
const N=Number(process.argv[3]??500)
for (let s=0;s<8;s++){ const t=performance.now(); let n=N; await Promise.all(Array.from({length:10},async()=>{while(n-->0)await f()})); const ms=performance.now()-t; for(let i=0;i<3;i++){gc!();await new Promise(r=>setImmediate(r))}
 console.log(mode,s,(process.memoryUsage().heapUsed/1e6).toFixed(2),(process.memoryUsage().external/1e6).toFixed(2),(ms/N).toFixed(2)+'ms') }
