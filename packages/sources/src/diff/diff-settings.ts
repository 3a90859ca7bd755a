import { type CompiledTemplate, canonicalDigest, type Json } from '@understudy/compiler'
import type { SettingDiff } from './project-diff.ts'

/** Compares all of two templates but their messages. */
export function diffSettings(
  before: CompiledTemplate | undefined,
  after: CompiledTemplate | undefined,
): SettingDiff[] {
  const [old, now] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name), after: now.get(name) }))
    .filter(({ before, after }) => canonicalDigest([before]) !== canonicalDigest([after]))
}

function settingsOf(template: CompiledTemplate | undefined): Map<string, Json> {
  if (!template) return new Map()
  const { provider, api, model, parameters, tools, toolChoice, output, inputs } = template
  const settings: [string, Json | undefined][] = [
    ['provider', provider],
    ['api', api],
    ['model', model],
    ...Object.entries(parameters).map(([name, value]): [string, Json] => [`parameters.${name}`, value]),
    ...tools.map(({ name, description, parameters }): [string, Json] => [
      `tools.${name}`,
      { ...(description !== undefined && { description }), parameters },
    ]),
    ['tool_choice', toolChoice],
    ['output', output],
    ['inputs', inputs],
  ]
  return new Map(settings.filter((setting): setting is [string, Json] => setting[1] !== undefined))
}
