import { mkdir, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { JsonSchema } from '../json-schema/json-schema.ts'
import { printValidator } from '../json-schema/print-validator.ts'

/** What a printed validator is. */
export type Validator = (value: unknown) => string | undefined

const root = fileURLToPath(new URL('../../.tmp/', import.meta.url))
let count = 0

/** Prints the validators of schemas into one module and imports it, as an application would. */
export async function loadValidators(schemas: readonly JsonSchema[]): Promise<Validator[]> {
  const folder = `${root}validators-${process.pid}-${++count}/`
  await mkdir(folder, { recursive: true })
  try {
    const file = `${folder}validators.js`
    const lines = schemas.flatMap((schema, i) => printValidator(schema, `check${i}`))
    await writeFile(file, lines.join('\n'))
    const module: { [name: string]: Validator } = await import(/* @vite-ignore */ pathToFileURL(file).href)
    return schemas.map((_, i) => {
      const validator = module[`check${i}`]
      if (!validator) throw new Error('the module lacks a validator')
      return validator
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}
