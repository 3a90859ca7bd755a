import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { type TempFolder, tempFolder } from '@understudy/testkit/temp-folder'

const root = resolve(import.meta.dirname, '../..')

/** A project of a reader of the documents: it has the packages that they import, ours as they are built. */
export interface DocumentProject extends TempFolder {
  /** What TypeScript says to all files together: a text a problem, which begins with file and line. */
  checkTypes(): Promise<string[]>
}

/** @param packages Those that are imported; what nobody here has installed is left out. */
export async function createDocumentProject(packages: Iterable<string>): Promise<DocumentProject> {
  const project = await tempFolder({}, { base: join(root, 'scripts/.tmp') })
  const folder = project.root
  for (const name of new Set([...packages, '@types/node'])) {
    const target = findPackage(name)
    if (target === undefined) continue
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(target, link)
  }
  await project.write({
    'package.json': JSON.stringify({
      type: 'module',
      imports: { '#prompts': './.understudy/index.js', '#prompts/*': './.understudy/*.js' },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ module: 'nodenext', target: 'es2023', lib: ['es2024', 'dom', 'dom.iterable'], types: ['node'] },
        ...{ strict: true, noEmit: true, skipLibCheck: true, moduleDetection: 'force' },
      },
      include: ['**/*.ts'],
    }),
    'context.d.ts': await readFile(join(import.meta.dirname, 'context.d.ts'), 'utf8'),
    'packages.d.ts': await readFile(join(import.meta.dirname, 'packages.d.ts'), 'utf8'),
  })
  return {
    ...project,
    checkTypes: () => {
      const compiler = join(
        dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
        'bin/tsc',
      )
      return new Promise((done) => {
        execFile(process.execPath, [compiler, '-p', folder], { cwd: folder }, (_, output) =>
          done(
            output
              .trim()
              .split(/\n(?=\S)/)
              .filter((problem) => problem !== ''),
          ),
        )
      })
    },
  }
}

/** Where a package is: one of ours, or one that any of ours has installed. */
function findPackage(name: string): string | undefined {
  const own = name.startsWith('@understudy/') ? [join('packages', name.slice('@understudy/'.length))] : []
  const places = [...own, ...globSync(`{.,packages/*}/node_modules/${name}`, { cwd: root })]
  return places.map((place) => join(root, place)).find((place) => existsSync(place))
}
