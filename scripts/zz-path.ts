import { startServer } from './soak/server.ts'
import { createCaller } from './soak/caller.ts'
import { getHeapSnapshot } from 'node:v8'
import { json } from 'node:stream/consumers'
await using server = await startServer()
const call = createCaller(server.urls)
const sig = new AbortController().signal
server.be('flaky')
let k=0
const go=async(N:number)=>{let n=N; await Promise.all(Array.from({length:100},async()=>{while(n-->0) await call(k++, sig)})); while(await server.sockets()>0) await new Promise(r=>setTimeout(r,100)); for(let i=0;i<6;i++){gc!();await new Promise(r=>setTimeout(r,5))}}
async function snap(){const s:any=await json(getHeapSnapshot() as any); const {node_fields:f,node_types}=s.snapshot.meta; const L=f.length,ti=f.indexOf('type'),ni=f.indexOf('name'); const m=new Map<string,number>(); const name=(i:number)=>node_types[0][s.nodes[i*L+ti]]+':'+String(s.strings[s.nodes[i*L+ni]]).slice(0,50); const N=s.nodes.length/L; for(let i=0;i<N;i++){const x=name(i); if(/^(object|closure)/.test(x)) m.set(x,(m.get(x)??0)+1)} return {s,m,name,N}}
await go(1500); const a=(await snap()).m; await go(2500); const {s,m,name,N}=await snap()
const d=[...m].map(([x,c])=>[x,c-(a.get(x)??0)] as const).sort((x,y)=>y[1]-x[1]).filter(([x])=>!/^object:(Array|Map)$/.test(x)).slice(0,30); for(const x of d)console.log(x.join('  '))
const {node_fields:f,edge_fields:ef,edge_types}=s.snapshot.meta; const L=f.length,EL=ef.length,ei=f.indexOf('edge_count')
const first=new Uint32Array(N+1); for(let i=0;i<N;i++) first[i+1]=first[i]!+s.nodes[i*L+ei]
const parent=new Int32Array(N).fill(-1), via=new Array(N); const q=[0]; parent[0]=0
for(let h=0;h<q.length;h++){const u=q[h]!; for(let e=first[u]!;e<first[u+1]!;e++){const et=edge_types[0][s.edges[e*EL]]; if(et==='weak')continue; const nm=s.edges[e*EL+1]; const label=(et==='element'||et==='hidden')?et+nm:et+' '+s.strings[nm]; const v=s.edges[e*EL+2]/L; if(parent[v]===-1){parent[v]=u;via[v]=label;q.push(v)}}}
for(const want of ['object:AbortSignal','object:ReadableStream',String(d[0]?.[0])]){ const all=[]; for(let i=0;i<N;i++) if(name(i)===want&&parent[i]!==-1) all.push(i); console.log('=====',want,all.length); for(const i of [all.at(-1)!,all[all.length>>1]!,all[all.length>>2]!]){ if(i===undefined) continue; let p=i,out:string[]=[];while(p!==0){out.push(`${via[p]} -> ${name(p)}`.slice(0,130));p=parent[p]!} console.log(out.slice(0,22).join('\n  <- '));console.log('--')}}
