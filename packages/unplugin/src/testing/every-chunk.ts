import type { Fixture } from './fixture.ts'

/** All code that a build wrote. */
export async function everyChunk(fixture: Fixture): Promise<string> {
  const files = (await fixture.list('dist')).filter((file) => /\.m?js$/.test(file))
  return (await Promise.all(files.map((file) => fixture.read(`dist/${file}`)))).join('\n')
}
