/** Every kind of list that the API offers, among `madeRecording`s: a name, and the query. */
export function queryKinds(halfway: Date): Readonly<Record<string, string>> {
  const time = halfway.toISOString()
  return {
    'the newest': '',
    'an environment': 'environment=prod',
    'a rare environment': 'environment=fallback',
    'served by a fallback': 'fallback=true',
    'a model': 'model=gpt-5.4',
    'a model and an environment': 'model=gpt-5.4&environment=fallback',
    'a time and a model': `from=${time}&model=gpt-5.4`,
    'a session': 'session_id=session-7',
    'feedback that nobody gave': 'feedback=negative',
    'a model that is not there': 'model=none',
    'a version that is not there': 'prompt_template_version_id=none',
    'a word that is everywhere': 'text=passages',
    'a word that is common': 'text=word0',
    'a word that is rare': 'text=word19990',
    'a word that is not there': 'text=nowhere',
    'common and rare words': 'text=passages+word1+word19000',
    'a common word of a rare environment': 'text=passages&environment=fallback',
    'a rare word and a model that is not there': 'text=word19990&model=none',
    'a common word and a model that is not there': 'text=passages&model=none',
    'a common word and a time': `text=passages&from=${time}&to=${time}`,
  }
}
