import { startServer } from './soak/server.ts'
import { createCaller } from './soak/caller.ts'
await using server = await startServer()
const call = createCaller(server.urls)
const sig = new AbortController().signal
const opt = process.argv[2]
let k=0
const N=Number(process.argv[3]??600)
for (let s=0;s<7;s++){ const t=performance.now(); let n=N; const out:any={}; await Promise.all(Array.from({length:20},async()=>{while(n-->0){ const i=k++; const o= await call(opt==='all'? i : (i%6)*4+Number(opt), sig); out[o]=(out[o]??0)+1}})); const ms=performance.now()-t; for(let i=0;i<3;i++){gc!();await new Promise(r=>setImmediate(r))}
 const {heapUsed,external}=process.memoryUsage()
 console.log(opt,s,(heapUsed/1e6).toFixed(2),(external/1e6).toFixed(2),(ms/N).toFixed(2)+'ms',await server.sockets(),JSON.stringify(out), process.getActiveResourcesInfo().length) }
